/**
 * Which way imports may point: an allow-list, so that an edge nobody thought of fails.
 * A library is reached through its index (its whole door) or its domain/index (its pure door) only.
 */
const lib = (name) => `^libs/${name}/src/`;
const door = (...names) => `^libs/(${names.join('|')})/src/index\\.ts$`;
const pureDoor = (...names) => `^libs/(${names.join('|')})/src/domain/index\\.ts$`;
const npm = '(^|/)node_modules/';
const core = { dependencyTypes: ['core'] };
const anyPureDoor = pureDoor('[a-z-]+');

/** [library, libraries it may use whole]; every non-domain file may also use npm packages and Node's own modules. */
/** @type {[string, string[]][]} */
const whole = [
  ['working-time', ['kernel']],
  ['event-store', ['kernel']],
  ['projections', ['kernel', 'event-store']],
  ['privacy', ['kernel', 'event-store']],
  ['runtime', ['kernel']],
  ['directory', ['kernel', 'working-time', 'event-store', 'projections']],
  ['catalogue', ['kernel', 'working-time', 'event-store', 'projections']],
  ['identity', ['kernel', 'event-store', 'directory']],
  [
    'whistles',
    [
      'kernel',
      'working-time',
      'privacy',
      'event-store',
      'projections',
      'directory',
      'catalogue',
      'service-orders', // a person is erased in both
    ],
  ],
  ['deadlines', ['kernel', 'working-time', 'runtime', 'event-store', 'projections', 'catalogue', 'whistles']],
  ['evidence', ['kernel', 'privacy', 'event-store', 'directory', 'catalogue', 'whistles']],
  ['followers', ['kernel', 'event-store', 'projections', 'whistles']],
  ['service-orders', ['kernel', 'privacy', 'event-store', 'projections', 'directory', 'catalogue']],
  ['evaluation', ['kernel', 'working-time', 'event-store', 'projections']],
  [
    'notifications',
    ['kernel', 'privacy', 'event-store', 'projections', 'directory', 'catalogue', 'identity', 'whistles'],
  ],
  [
    'process',
    [
      'kernel',
      'runtime',
      'event-store',
      'projections',
      'directory',
      'catalogue',
      'privacy',
      'whistles',
      'evaluation',
      'service-orders',
      'notifications',
    ],
  ],
  ['operations', ['kernel', 'runtime', 'event-store', 'projections', 'directory', 'catalogue', 'deadlines']],
  ['testing', ['kernel', 'event-store', 'privacy', 'projections', 'runtime']],
];
const notDomain = (name) => `^libs/${name}/src/(?!domain/)`;
const spec = '\\.(spec|int-spec|e2e-spec|fault-spec|contract|feature)\\.ts$';

export default {
  forbidden: [{ name: 'no-circular', severity: 'error', from: {}, to: { circular: true } }],
  allowedSeverity: 'error',
  allowed: [
    // inside one library: its domain stays pure, everything else may look at its own files
    { from: { path: '^libs/([^/]+)/src/domain/' }, to: { path: '^libs/$1/src/domain/' } },
    { from: { path: '^libs/([^/]+)/src/(?!domain/)' }, to: { path: '^libs/$1/src/' } },
    {
      from: { path: '^libs/[^/]+/src/domain/' },
      to: { path: [door('kernel', 'working-time'), anyPureDoor, `${npm}zod/`] },
    },
    ...whole.map(([name, uses]) => ({ from: { path: notDomain(name) }, to: { path: door(...uses) } })),
    { from: { path: '^libs/(?!kernel/)[^/]+/src/(?!domain/)' }, to: { path: [anyPureDoor, npm] } },
    { from: { path: '^libs/(?!kernel/)[^/]+/src/(?!domain/)' }, to: core },
    // applications
    { from: { path: '^apps/([^/]+)/' }, to: { path: '^apps/$1/' } },
    { from: { path: '^apps/(api|worker|cli|bench)/' }, to: { path: [door('(?!testing)[a-z-]+'), anyPureDoor, npm] } },
    { from: { path: '^apps/(api|worker|cli|bench)/' }, to: core },
    {
      from: { path: '^apps/(cli|bench)/' },
      to: { path: ['^apps/(api|worker)/src/[a-z]+\\.module\\.ts$', '^migrations/index\\.ts$'] },
    },
    {
      from: { path: '^apps/bench/' },
      to: { path: ['^apps/cli/src/demo/plan\\.ts$', '^libs/testing/src/redis\\.ts$'] },
    },
    // migrations, tests
    { from: { path: '^migrations/' }, to: { path: ['^migrations/', `${npm}typeorm/`] } },
    {
      from: { path: [spec, '^test/', lib('testing')] },
      to: { path: [door('[a-z-]+'), anyPureDoor, '^apps/', '^test/', '^migrations/index\\.ts$', npm] },
    },
    { from: { path: [spec, '^test/', lib('testing')] }, to: core },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
