import { startNode } from '../../../scripts/serve/child.ts';

/** Starts the API, and a server that knows nothing of its parent, as the launcher's scripts do; prints their process ids. */
const [, , home = '', api = '', server = ''] = process.argv;
const started = [
  startNode('API', ['--import', 'tsx', api], {
    log: `${home}/logs/api.log`,
    variables: { STILLHOUSE_HOME: home, STILLHOUSE_API_PORT: '0', DATABASE_URL: '' },
    ownGroup: true,
    endsWithUs: true,
  }),
  startNode('server', [server], { log: `${home}/logs/server.log`, ownGroup: true, endsWithUs: true }),
];
console.log(JSON.stringify(started.map(({ pid }) => pid)));
