export { catalogueCodec } from './catalogue.codec.js';
export { Catalogue } from './catalogue.js';
export { CatalogueModule } from './catalogue.module.js';
