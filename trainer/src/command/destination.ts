import type { Environment } from '../environment.ts';
import type { Destination } from '../record/open-recorder.ts';

/** Where to record: the API named on the command line before all, else as the environment says. */
export function destinationOf(
  environment: Environment,
  api: string | undefined,
  report: (line: string) => void,
): Destination {
  return {
    databaseUrl: api === undefined ? environment.databaseUrl : undefined,
    apiUrl: api ?? environment.apiUrl,
    apiKey: environment.apiKey,
    apiPort: environment.apiPort,
    home: environment.home,
    variables: environment.all,
    report,
  };
}
