// The house as data: which floor may import which, how long things may be, and which words are not ours.

/** `core/*` stands for every package on that floor. A package that is missing here may not exist. */
export const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'core/domain': [],
  'core/wire': [],
  'core/law': ['core/domain'],
  'core/engine': ['core/domain', 'core/law'],
  'core/registry': ['core/domain', 'core/law'],
  'core/detectors': ['core/domain', 'core/law'],
  'core/casework': ['core/domain', 'core/law', 'core/registry'],
  'core/outreach': ['core/domain', 'core/law', 'core/engine'],
  'adapters/*': ['core/*'],
  'apps/server': ['core/*', 'adapters/*'],
  // Until a client is generated from the contract, the command line reaches an unserved store through the server.
  'apps/cli': ['core/*', 'apps/server'],
  'apps/console': [],
  'lab/*': ['core/*', 'adapters/*', 'apps/server', 'apps/cli', 'apps/console', 'lab/*'],
  // Generators read what they document; nothing imports tools.
  tools: ['core/*', 'adapters/*', 'apps/server'],
};

/** Tests of any floor may also use these; nothing imports a test, so no circle can come of it. */
export const TESTS_MAY_ALSO_IMPORT: readonly string[] = ['lab/testkit', 'lab/vectors'];

/** Development tools of the root package.json that tests, lab and tools may import without naming them again. */
export const TEST_TOOLS: readonly string[] = ['vitest', 'fast-check'];

export const FLOORS: readonly string[] = ['core', 'adapters', 'apps', 'lab'];

export const FILE_LINES_MAX = 400;
export const FUNCTION_LINES_MAX = 70;
export const README_LINES_MAX = 20;

/** Long by nature: written by a generator, or cases that are read one at a time. */
export const MAY_BE_LONG: readonly RegExp[] = [/\.generated\.ts$/, /^lab\/vectors\/cases\//];

/** Names that a reader outside the house expects in this spelling. */
export const NAMES_BY_CUSTOM: readonly RegExp[] = [
  /^(README|ARCHITECTURE|CONTRIBUTING|CHANGELOG|SECURITY|CODE_OF_CONDUCT)(\.[a-z]{2}-[A-Z]{2})?\.md$/,
  /^(LICENSE|NOTICE|Dockerfile|Makefile)$/,
];

/** Reached by name from the outside world, so no core file may touch them: time, chance, the process, the network. */
export const IMPURE_GLOBALS: readonly string[] = [
  'process',
  'performance',
  'console',
  'fetch',
  'crypto',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
  'require',
  'globalThis',
];

export const VAGUE_WORDS: readonly string[] = ['manager', 'helper', 'helpers', 'util', 'utils'];

/** One word for one thing. `words` is how the identifier reads, split at its capitals. */
export const FOREIGN_WORDS: readonly { readonly words: readonly string[]; readonly instead: string }[] = [
  { words: ['msisdn'], instead: '`number` (type `PhoneNumber`)' },
  { words: ['phone'], instead: '`number` (type `PhoneNumber`)' },
  { words: ['tel'], instead: '`number` (type `PhoneNumber`)' },
  { words: ['opt', 'in'], instead: '`consent`' },
  { words: ['optin'], instead: '`consent`' },
  { words: ['opt', 'out'], instead: '`preference`, or `refusal` for a no to one merchant' },
  { words: ['optout'], instead: '`preference`, or `refusal` for a no to one merchant' },
  { words: ['blacklist'], instead: '`deny list`, or `sanction` for what a gate enforces' },
  { words: ['black', 'list'], instead: '`deny list`, or `sanction` for what a gate enforces' },
  { words: ['whitelist'], instead: '`allow list`' },
  { words: ['white', 'list'], instead: '`allow list`' },
];

/** Where the words of the wire are spoken. */
export const SPEAKS_WIRE: readonly RegExp[] = [/^core\/wire\//, /^adapters\/gateway\//];

/** The one place that may tell the test runner to leave a test out, and only for a named absent peer. */
export const MAY_SKIP: readonly RegExp[] = [/^lab\/testkit\/skip-unless\.ts$/];

/** First folders of absolute paths that exist on one machine only. */
export const MACHINE_FOLDERS: readonly string[] = ['work', 'farm', 'root', 'home', 'Users'];

export const REGISTRY_HOSTS: readonly RegExp[] = [
  /registry\.(npm|yarn)[a-z]*\.[a-z]+/i,
  /\bnpmmirror\.com/i,
  /\bdeb\.debian\.org/i,
];
