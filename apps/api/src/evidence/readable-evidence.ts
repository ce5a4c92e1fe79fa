import { Catalogue } from '@app/catalogue';
import { type Caller, type CallerGrant, covers, mayOpenOriginal, visibility } from '@app/identity';
import { DomainError } from '@app/kernel';
import { keyOfCursor, type ListPage, pageOf, type PageRequest } from '@app/projections';
import { assignmentsOf, type Evidence, isOfReporter, type Whistle } from '@app/whistles';
import { Injectable } from '@nestjs/common';
import { isShown } from '../whistles/shown-evidence.js';
import { readerOf } from '../whistles/timeline.presenter.js';
import { isInitiator } from '../whistles/whistle-gate.js';
import type { EvidenceItem } from './evidence.schemas.js';

/** Which files of a whistle a caller is shown, and how. */
@Injectable()
export class ReadableEvidence {
  constructor(private readonly catalogue: Catalogue) {}

  /** Oldest first. */
  page(caller: Caller, whistle: Whistle, page: PageRequest): ListPage<EvidenceItem> {
    const shown = this.shown(caller, whistle);
    return pageOfItems(shown, page, (one) => item(one, this.originalGrant(caller, whistle, one) !== undefined));
  }

  /** @throws DomainError evidence/not-found, also for what the caller is not shown */
  one(caller: Caller, whistle: Whistle, evidenceId: string): Evidence {
    return found(this.shown(caller, whistle), evidenceId);
  }

  /** The grant under which the caller sees a file as it was handed in, if there is one. */
  originalGrant(caller: Caller, whistle: Whistle, evidence: Evidence): CallerGrant | undefined {
    const ofReporter = isOfReporter(evidence);
    const own = ofReporter && isInitiator(caller, whistle);
    const reporterKept = this.reporterKept(whistle);
    const { areaPath } = whistle.raised.location;
    return caller.grants.find(({ role, areaPath: root, unitIds }) => {
      const assigned = assignmentsOf(whistle).some(({ unitId }) => unitIds.includes(unitId));
      const here = assigned || own || covers(root, areaPath);
      return here && mayOpenOriginal(role, { own, assigned, ofReporter, reporterKept });
    });
  }

  private shown(caller: Caller, whistle: Whistle): readonly Evidence[] {
    const reader = readerOf(caller, whistle);
    const { unitIds } = visibility(caller);
    return whistle.evidence.filter((one) => isShown(one, reader, unitIds));
  }

  private reporterKept({ raised, sealed, categoryCode }: Whistle): boolean {
    const category =
      categoryCode === undefined ? undefined : this.catalogue.view().category(categoryCode, raised.raisedOn);
    return sealed || raised.anonymity !== 'NAMED' || category?.demandType === 'REPORT';
  }
}

/** What the reporter sees by follow-up code: their own as they handed it in, of the rest the copies. */
export const pageForReporter = (whistle: Whistle, page: PageRequest): ListPage<EvidenceItem> =>
  pageOfItems(shownToReporter(whistle), page, (one) => item(one, isOfReporter(one)));

/** @throws DomainError evidence/not-found */
export const oneForReporter = (whistle: Whistle, evidenceId: string): Evidence =>
  found(shownToReporter(whistle), evidenceId);

/**
 * The copy without what tells where or by whom it was made.
 * @throws DomainError evidence/original-only there is none
 */
export function copyOf({ shared, evidenceId }: Evidence): Evidence['original'] {
  if (!shared) throw new DomainError('evidence/original-only', { evidenceId });
  return shared;
}

const shownToReporter = (whistle: Whistle): readonly Evidence[] =>
  whistle.evidence.filter((one) => isShown(one, 'REPORTER', []));

function found(shown: readonly Evidence[], evidenceId: string): Evidence {
  const one = shown.find((each) => each.evidenceId === evidenceId);
  if (!one) throw new DomainError('evidence/not-found', { evidenceId });
  return one;
}

/** By their place among those that are shown: files are only ever added. */
function pageOfItems(
  shown: readonly Evidence[],
  { limit, cursor }: PageRequest,
  present: (one: Evidence) => EvidenceItem,
): ListPage<EvidenceItem> {
  const [after] = keyOfCursor(cursor, ['UUID']) ?? [];
  const from = after === undefined ? 0 : shown.findIndex(({ evidenceId }) => evidenceId === after) + 1;
  const page = pageOf(shown.slice(from, from + limit + 1), limit, ({ evidenceId }) => [evidenceId]);
  return { ...page, items: page.items.map(present) };
}

function item(one: Evidence, mayOpen: boolean): EvidenceItem {
  const { evidenceId, purpose, assignmentId, unitId, mediaType, attachedAt = '', original, shared } = one;
  const size = ({ bytes, sha256 }: Evidence['original']) => ({ bytes, sha256 });
  return {
    evidenceId,
    purpose,
    ...(assignmentId !== undefined && { assignmentId }),
    ...(unitId !== undefined && { unitId }),
    mediaType,
    attachedAt,
    copy: shared ? size(shared) : null,
    original: mayOpen ? size(original) : null,
  };
}
