// The rooms of the house: which folder may import which. `npm run rooms` checks them.
// A room knows itself, the rooms listed for it, and the packages allowed below; anything else is refused.

/** What the emulation and the reconstruction may both know of a detector. */
const DESCRIPTIONS =
  '^src/detectors/(common/(timing|pmt-response|pulse-shape|ionisation|scintillator-tile|tdc-conditions)|passage/calorimeters|[^/]+/(description|conditions|drift|pmts|mirrors))[.]ts$';

/** What several detectors are made of: pulses, tiles, shashlik modules, strips. */
const COMMON = '^src/detectors/(common|shashlik|muv-strips)/';

const room = (name) => `^src/${name}/`;

/** Folder → rooms it may import besides itself. */
const ROOMS = {
  core: [],
  event: [room('core')],
  statistics: [room('core')],
  transport: [room('core')],
  generator: [room('core'), room('event'), room('transport')],
  trigger: [room('core'), room('event'), DESCRIPTIONS],
  tracking: [room('core'), room('event'), room('transport'), DESCRIPTIONS],
  pid: [room('core'), room('event'), room('tracking'), DESCRIPTIONS],
  vertex: [room('core'), room('event'), room('transport'), room('tracking'), DESCRIPTIONS],
  selection: [room('core'), room('event'), DESCRIPTIONS],
  arrow: [room('core'), room('event')],
  streams: [room('core'), room('event'), room('arrow')],
  setups: [
    room('core'),
    room('event'),
    room('transport'),
    room('generator'),
    room('tracking'),
    room('pid'),
    room('vertex'),
    room('trigger'),
    // the settings of an emulator stand in its file
    room('detectors'),
  ],
};

/** On a particle's way all detectors meet. */
const passage = {
  name: 'room-passage',
  comment: 'the passage through the apparatus knows core, event, transport and descriptions',
  severity: 'error',
  from: { path: '^src/detectors/passage/' },
  to: {
    path: '^src/',
    pathNot: [room('core'), room('event'), room('transport'), '^src/detectors/passage/', DESCRIPTIONS],
  },
};

/** A detector's folder knows no other detector. */
const detector = {
  name: 'room-detectors',
  comment: 'a detector knows core, event, transport, what is common and itself; never another detector',
  severity: 'error',
  from: { path: '^src/detectors/(?!passage/)([^/]+)/' },
  to: { path: '^src/', pathNot: [room('core'), room('event'), room('transport'), COMMON, '^src/detectors/$1/'] },
};

const rooms = Object.entries(ROOMS).map(([name, allowed]) => ({
  name: `room-${name}`,
  comment: `src/${name} may import itself and: ${allowed.join(', ') || 'nothing'}`,
  severity: 'error',
  from: { path: room(name) },
  to: { path: '^src/', pathNot: [room(name), ...allowed] },
}));

const notFrom = (name, comment, pathNot, to) => ({
  name,
  comment,
  severity: 'error',
  from: { path: '^src/', pathNot },
  to,
});

module.exports = {
  forbidden: [
    ...rooms,
    detector,
    passage,
    {
      name: 'raw-hits-are-the-border',
      comment: 'reconstruction reads descriptions, never an emulator, the generator or truth',
      severity: 'error',
      from: { path: '^src/(tracking|pid|vertex|selection|statistics)/' },
      to: { path: ['^src/detectors/[^/]+/emulate[.]ts$', '^src/generator/', '^src/event/truth[.]ts$'] },
    },
    {
      name: 'command-line-is-the-end',
      comment: 'nothing imports what people type',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/cli/' },
      to: { path: '^src/cli/' },
    },
    {
      name: 'public-door-is-for-others',
      comment: 'only the command line enters by the public door',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(cli/|index[.]ts$)' },
      to: { path: '^src/index[.]ts$' },
    },
    {
      name: 'library-alone',
      comment: 'src/ never imports tests, benchmarks, fixtures or examples',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(tests|bench|fixtures|examples|scripts)/' },
    },
    notFrom('rxjs', 'rxjs only in pipeline.ts and streams/', '^src/(pipeline[.]ts$|streams/)', {
      path: '(^|/)node_modules/rxjs/',
    }),
    notFrom('apache-arrow', 'apache-arrow only in arrow/', '^src/arrow/', { path: '(^|/)node_modules/apache-arrow/' }),
    notFrom('parquet-wasm', 'parquet-wasm only in arrow/', '^src/arrow/', { path: '(^|/)node_modules/parquet-wasm/' }),
    notFrom('piscina', 'threads only in streams/', '^src/streams/', { path: '(^|/)node_modules/piscina/' }),
    notFrom('pino-commander', 'logs and flags belong to the command line', '^src/cli/', {
      path: '(^|/)node_modules/(pino|commander)/',
    }),
    notFrom('plots', 'plots and their letters only in report/plot/', '^src/report/plot/', {
      path: '(^|/)node_modules/(@observablehq|linkedom|@resvg|dejavu-fonts-ttf)/',
    }),
    {
      name: 'plots-when-drawn',
      comment: 'the plotting library costs 0.3 s: whoever draws imports report/plot/ and report/page/ when he does',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/report/(plot|page)/' },
      to: { path: '^src/report/(plot|page)/', dynamic: false, dependencyTypesNot: ['type-only', 'type-import'] },
    },
    notFrom('node', 'node:* only in arrow, streams, cli, report', '^src/(arrow|streams|cli|report)/', {
      dependencyTypes: ['core'],
    }),
    {
      name: 'no-circular',
      comment: 'two files that need each other are one file, or three',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-orphans',
      comment: 'a file nobody imports is dead',
      severity: 'error',
      from: { orphan: true, path: '^src/', pathNot: '^src/(index|cli/main)[.]ts$' },
      to: {},
    },
    {
      name: 'not-resolvable',
      comment: 'an import that leads nowhere',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'declared-packages',
      comment: 'src/ runs for users: it may need dependencies, not devDependencies or undeclared packages',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown', 'deprecated'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // type-only imports count: a room that needs another's types knows that room
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'default'] },
  },
};
