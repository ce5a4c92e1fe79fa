import { chasingCity, china, cityWith, command, desk, happenedIn, housing, raise, resident } from '@app/testing';
import { describe, expect, it } from '@jest/globals';
import type { WhistleFacts } from './facts.js';
import { AcceptWhistle, DispatchWhistle } from './whistle.commands.js';

type City = Pick<WhistleFacts, 'directory' | 'catalogue'>;

/** The marks of each of the lead's clocks, as a whistle raised, accepted and dispatched at this moment has them. */
function marksOf(clock: string, at: string, city: City = chasingCity, categoryCode = 'SQ01') {
  const told = [
    raise({ categoryCode }, resident, at),
    command(AcceptWhistle, {}, desk, at),
    command(DispatchWhistle, { leadUnitId: housing.unitId, overrideReason: '跨类' }, desk, at),
  ];
  const [marks] = happenedIn(city, ...told).flatMap((event) =>
    event.type === 'DeadlineSet' && event.data.clock === clock ? [event.data.marks] : [],
  );
  return (marks ?? []).map(({ mark, at: moment }) => [mark, moment]);
}

describe('the marks of a clock', () => {
  it('are shares of its working hours', () => {
    // 4 WH from 08:00 to 12:00: three quarters at 11:00, nine tenths at 11:36
    expect(marksOf('ACCEPT', china('03-02', '08:00'))).toEqual([
      ['AMBER', china('03-02', '11:00')],
      ['RED', china('03-02', '11:36')],
    ]);
  });

  it('are shares of its working days, and slips follow when it has run out, in working time', () => {
    // 5 WD from Tuesday to Monday, 40 h: 30 h on Friday at 16:00, 36 h at noon on Monday, when nobody is there until 14:00.
    // slips 1, 3 and 5 WD after Monday 18:00, each at close of business, so on the morning after
    expect(marksOf('HANDLE', china('03-02', '09:00'))).toEqual([
      ['AMBER', china('03-06', '16:00')],
      ['RED', china('03-09', '14:00')],
      ['BLUE_SLIP', china('03-11', '08:00')],
      ['ORANGE_SLIP', china('03-13', '08:00')],
      ['RED_SLIP', china('03-17', '08:00')],
    ]);
  });

  it('skip the days of the Spring Festival, and count the Saturday that makes up for them', () => {
    // Friday 13 February: Saturday works, 15–23 are off; 24, 25, 26, 27. 24 h are over on Thursday 26 … 30 h there at 16:00
    // less the Saturday: Saturday 8, 24th 16, 25th 24, 26th 30 h at 16:00; 36 h on the 27th at 12:00
    expect(marksOf('HANDLE', china('02-13', '16:00')).slice(0, 3)).toEqual([
      ['AMBER', china('02-26', '16:00')],
      ['RED', china('02-27', '14:00')],
      ['BLUE_SLIP', china('03-02', '08:00')], // due on Friday; Saturday 28 makes up too, and its close is Monday's morning
    ]);
  });

  it('do not come at night', () => {
    // 24 UH from noon: three quarters at 06:00
    expect(marksOf('CONTACT', china('03-02', '12:00'))).toEqual([
      ['AMBER', china('03-03', '08:00')],
      ['RED', china('03-03', '09:36')],
    ]);
  });

  it('come at night if the policy says so', () => {
    const owls = cityWith({ pack: { marks: { amber: 0.75, red: 0.9 }, remindAtNight: true } });
    expect(marksOf('CONTACT', china('03-02', '12:00'), owls)).toEqual([
      ['AMBER', china('03-03', '06:00')],
      ['RED', china('03-03', '09:36')],
    ]);
  });

  it('come at night for an emergency', () => {
    // WY09 is P1: 30 min to contact, from 23:00
    expect(marksOf('CONTACT', china('03-02', '23:00'), chasingCity, 'WY09')).toEqual([
      ['AMBER', '2026-03-02T15:22:30.000Z'],
      ['RED', china('03-02', '23:27')],
    ]);
  });

  it('give way to the next one that comes at the same moment', () => {
    // 24 UH from 09:00: 03:00 and 06:36, both at 08:00
    expect(marksOf('CONTACT', china('03-02', '09:00'))).toEqual([['RED', china('03-03', '08:00')]]);
  });

  it('are none where they would come with the deadline or after it', () => {
    // 24 UH from 02:00: 20:00 and 23:36, so not before 08:00 of the next day
    expect(marksOf('CONTACT', china('03-02', '02:00'))).toEqual([]);
  });

  it('are those of the policy for the clock, and slips those of its clocks alone', () => {
    const strict = cityWith({
      pack: {
        marks: { red: 0.5, clocks: { SIGN: { amber: 0.5 } } },
        slips: {
          clocks: ['SIGN'],
          BLUE: { amount: 1, unit: 'WH' },
          ORANGE: { amount: 2, unit: 'WH' },
          RED: { amount: 3, unit: 'WH' },
        },
      },
    });
    expect(marksOf('SIGN', china('03-02', '08:00'), strict)).toEqual([
      ['AMBER', china('03-02', '08:30')],
      ['BLUE_SLIP', china('03-02', '10:00')],
      ['ORANGE_SLIP', china('03-02', '11:00')],
      ['RED_SLIP', china('03-02', '14:00')], // due 09:00, and three hours on it is noon
    ]);
    expect(marksOf('ACCEPT', china('03-02', '08:00'), strict)).toEqual([['RED', china('03-02', '10:00')]]);
  });
});
