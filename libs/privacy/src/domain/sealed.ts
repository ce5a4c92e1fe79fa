/** Personal data as it lies in an event: AES-256-GCM under a key of the person's own. Unreadable once that key is destroyed. */
export interface Sealed {
  readonly subjectId: string;
  /** Version of the master key that wraps the person's key. */
  readonly kv: number;
  /** base64 of nonce, ciphertext and tag. */
  readonly box: string;
}
