import { civilDateIn, type Instant } from '@app/kernel';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** Short numbers that people can read out: the city's code, the civil date, and a running number. */
@Injectable()
export class WhistleNumbers {
  constructor(private readonly dataSource: DataSource) {}

  /** `XY261121-1042`. Never given twice; some are never used. */
  async next(areaPath: string, timeZone: string, at: Instant): Promise<string> {
    const [row]: { n: string }[] = await this.dataSource.query(`SELECT nextval('whistle_number') AS n`);
    const day = civilDateIn(timeZone, at).replaceAll('-', '').slice(2);
    return `${areaPath.split('/')[0]}${day}-${row?.n}`;
  }
}
