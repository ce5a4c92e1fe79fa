import { assignmentsOf, type Whistle } from './whistle.state.js';

/** What of a whistle decides who may see it (domain §4.2): its place, who raised it, and every unit that ever had to do with it. */
export const visiblePart = (whistle: Whistle) => ({
  areaPath: whistle.raised.location.areaPath,
  unitIds: [...assignmentsOf(whistle).map(({ unitId }) => unitId), ...sentToLook(whistle)],
  initiatorId: whistle.raised.initiator.actorId,
  sealed: whistle.sealed,
  aboutUnitIds: whistle.raised.aboutUnitIds,
});

/** 核实, 核查. */
const sentToLook = ({ verifyingUnitId, checkers }: Whistle): readonly string[] =>
  verifyingUnitId === undefined ? checkers : [verifyingUnitId, ...checkers];
