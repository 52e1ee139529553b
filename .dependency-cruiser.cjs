const { existsSync, readdirSync } = require('node:fs');

/**
 * The use cases of a service: the folders that hold a route (`place-order/place-order.route.ts`), do something of
 * their own accord (`sweep-orders/sweeper.job.ts`) or react to an event (`on-reservation-accepted/`). All other
 * folders are nouns.
 */
const useCaseFolders = () => {
  if (!existsSync('services')) return [];
  return readdirSync('services').flatMap((service) => {
    const source = `services/${service}/src`;
    if (!existsSync(source)) return [];
    return readdirSync(source, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .filter(
        ({ name }) =>
          name.startsWith('on-') ||
          readdirSync(`${source}/${name}`).some((file) => /[.](route|job)[.]ts$/.test(file)),
      )
      .map(({ name }) => `^${source}/${name}/`);
  });
};

/** Tests, and what tests alone are made with. */
const testOnly = '[.]test[.]tsx?$|-for-tests[.]ts$|(^|/)testing/|^tests/|^tools/';

const useCasePaths = useCaseFolders();

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-service-imports-another',
      comment: 'Services know of one another only what contracts/ promises.',
      severity: 'error',
      from: { path: '^services/([^/]+)/' },
      to: { path: '^services/', pathNot: '^services/$1/' },
    },
    {
      name: 'chassis-has-no-business-words',
      comment: 'The chassis runs any service: it knows neither contracts nor anything built on it.',
      severity: 'error',
      from: { path: '^chassis/' },
      to: { path: '^(services|contracts|edge|platform|tests|tools)/|^topology[.]ts$' },
    },
    {
      name: 'contracts-are-promises-only',
      comment: 'A contract that imports machinery could not be read by a browser or another language.',
      severity: 'error',
      from: { path: '^contracts/' },
      to: { path: '^(services|chassis|edge|platform|tests|tools)/|^topology[.]ts$' },
    },
    {
      name: 'edge-has-no-database-and-no-topic',
      comment: 'A BFF shapes answers. What it would store or publish belongs to a service.',
      severity: 'error',
      from: { path: '^edge/' },
      to: { path: '^chassis/(postgres|messaging)/|^services/' },
    },
    {
      name: 'running-code-does-not-know-the-topology',
      comment: 'Where others are is configuration. Only renderers and tests read the topology.',
      severity: 'error',
      from: { path: '^(services|edge/[^/]+-bff|edge/storefront|edge/backoffice)/' },
      to: { path: '^topology[.]ts$|^platform/' },
    },
    {
      name: 'platform-does-not-run-services-in-process',
      comment: 'The platform starts services as processes; it never imports their code.',
      severity: 'error',
      from: { path: '^platform/' },
      to: { path: '^services/|^edge/[^/]+-bff/|^tests/' },
    },
    {
      name: 'interface-runs-in-a-browser',
      comment:
        'The static build takes types from contracts, what runs in browsers from the chassis, and nothing else.',
      severity: 'error',
      from: { path: '^(edge/storefront|edge/backoffice|chassis/browser)/' },
      to: { path: '^(chassis/(?!browser/)|services/|platform/)|^edge/[^/]+-bff/' },
    },
    {
      name: 'no-use-case-imports-another',
      comment: 'What two use cases share is a noun.',
      severity: 'error',
      from: { path: '^services/([^/]+)/src/([^/]+)/' },
      to: { path: useCasePaths, pathNot: '^services/$1/src/$2/' },
    },
    {
      name: 'decisions-are-pure',
      comment: 'A noun decides without database, broker or HTTP: only its -store.ts speaks SQL.',
      severity: 'error',
      from: {
        path: '^services/[^/]+/src/[^/]+/[^/]+[.]ts$',
        pathNot: ['-store[.]ts$', '[.]test[.]ts$', ...useCasePaths],
      },
      to: { path: '^chassis/(postgres|messaging|service)/|^node_modules/(pg|fastify|@platformatic/kafka)/' },
    },
    {
      name: 'tests-stay-out-of-the-product',
      comment: 'Nothing that runs in a shop may need a test or what tests are made with.',
      severity: 'error',
      from: { pathNot: testOnly },
      to: { path: testOnly },
    },
    {
      name: 'no-circle',
      comment: 'Two files that need each other are one file, or hide a third.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'imports-resolve',
      comment: 'An import that leads nowhere could hide any of the other violations.',
      severity: 'error',
      // Lambda has Amazon's SDK there.
      from: { pathNot: '^platform/aws/[a-z-]+[.]cjs$' },
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|[.]fondaco)/' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.cjs', '.js', '.json'],
    },
  },
};
