import { readFileSync } from 'node:fs';
import ts from 'typescript';

/** Jest in ESM mode; one project per test level, told apart by the file's suffix. */
const { config } = ts.readConfigFile('tsconfig.json', (path) => readFileSync(path, 'utf8'));
const aliases = Object.fromEntries(
  Object.entries(config.compilerOptions.paths).map(([alias, [path]]) => [
    `^${alias}$`,
    path.replace('./', '<rootDir>/'),
  ]),
);
const swc = JSON.parse(readFileSync('.swcrc', 'utf8'));

/** These two ship as ESM only, and Fastify's CommonJS code requires them, which Jest on Node 20 cannot do. */
const esmRequiredFromCommonJs = ['content-disposition', 'cookie'];

const project = (displayName, suffix, extra = {}) => ({
  displayName,
  rootDir: import.meta.dirname,
  testMatch: [`<rootDir>/{apps,libs,test,seeds}/**/*.${suffix}.ts`],
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { ...aliases, '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '\\.ts$': ['@swc/jest', swc],
    [`node_modules/(${esmRequiredFromCommonJs.join('|')})/.*\\.js$`]: [
      '@swc/jest',
      { jsc: { target: 'es2023' }, module: { type: 'commonjs' } },
    ],
  },
  transformIgnorePatterns: [`node_modules/(?!(${esmRequiredFromCommonJs.join('|')})/)`],
  ...extra,
});

const onPostgres = {
  globalSetup: '<rootDir>/libs/testing/src/postgres.setup.mjs',
  globalTeardown: '<rootDir>/libs/testing/src/postgres.teardown.mjs',
};

export default {
  /** A busy machine is no failure; what waits in vain says so itself. */
  testTimeout: 20_000,
  projects: [
    project('unit', 'spec'),
    project('int', 'int-spec', onPostgres),
    project('e2e', 'e2e-spec', onPostgres),
    project('faults', 'fault-spec', onPostgres),
  ],
};
