import { channel } from 'node:diagnostics_channel';

/** A request that has been answered. Never its url, its headers or its body. */
export interface AnsweredRequest {
  /** The request's id: the correlation id of what it did. */
  readonly id: string;
  readonly method: string;
  /** The route's pattern: `/api/v1/whistles/:whistleId`; absent if no route matched. */
  readonly route: string | undefined;
  readonly status: number;
  readonly seconds: number;
  /** The caller's W3C trace context, unchecked. */
  readonly traceparent?: string | undefined;
}

/** Tells of each `AnsweredRequest`. Costs nothing while nobody listens. */
export const answeredRequests = channel('chuishao:http');
