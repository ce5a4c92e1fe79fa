export { catalogueCodec } from './catalogue.codec.js';
export { Catalogue } from './catalogue.js';
export { CatalogueModule } from './catalogue.module.js';
export { PolicyHistory } from './policy-history.js';
export { loadSeeds, readSeeds, type SeedOptions, type Seeds } from './seeds/load-seeds.js';
export { InvalidSeeds, type SeedProblem } from './seeds/seed-files.js';
export { shortTotals } from './seeds/resident-totals.js';
export { readCalendarFile, readPolicyFile } from './seeds/one-file.js';
