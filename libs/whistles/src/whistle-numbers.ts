import { civilDateIn, type Instant, together } from '@app/kernel';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** Short numbers that people can read out: the city's code, the civil date, and a running number. */
@Injectable()
export class WhistleNumbers {
  private readonly draw = together(async (asked: readonly unknown[]) => {
    const sql = `SELECT nextval('whistle_number') AS n FROM generate_series(1, $1)`;
    const rows: { n: string }[] = await this.dataSource.query(sql, [asked.length]);
    return rows.map(({ n }) => n);
  });

  constructor(private readonly dataSource: DataSource) {}

  /** `XY261121-1042`. Never given twice; some are never used. */
  async next(areaPath: string, timeZone: string, at: Instant): Promise<string> {
    const n = await this.draw(undefined);
    const day = civilDateIn(timeZone, at).replaceAll('-', '').slice(2);
    return `${areaPath.split('/')[0]}${day}-${n}`;
  }
}
