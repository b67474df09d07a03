import { type NextFunction, type Request, type RequestHandler, type Response, Router } from 'express';
import { faultBody } from '../error/fault-body.ts';
import { readJson } from '../json/read-json.ts';
import { mostBytes } from '../schema/limits.ts';
import { checkNesting } from '../schema/nesting.ts';
import { jsonBody } from './json-body.ts';
import { welcome } from './welcome.ts';

/**
 * Reads a GraphQL request, and rejects a body that would be unsafe to parse further, such as one nested too deeply. A browser that opens
 * the address gets a static page that loads no other resource.
 */
export function graphqlRequest(): RequestHandler {
  const routes = Router();
  routes.get('/', welcome, readQueryString);
  routes.post('/', ...jsonBody(mostBytes), checkBody);
  routes.all('/', (request, response, next) => {
    if (request.method === 'GET' || request.method === 'POST') {
      next();
      return;
    }
    const message = `GraphQL requests must use GET or POST, not ${request.method}.`;
    response.status(405).set('allow', 'GET, POST').json(faultBody('BAD_INPUT', message));
  });
  return routes;
}

function readQueryString(request: Request, _response: Response, next: NextFunction): void {
  const { query, variables } = request.query;
  if (typeof query === 'string') checkNesting(query);
  if (typeof variables === 'string') readJson(variables, 'The parameter variables');
  // Apollo's middleware takes a request without it for one whose body was not read.
  request.body = undefined;
  next();
}

function checkBody(request: Request, _response: Response, next: NextFunction): void {
  const { query } = (request.body ?? {}) as { query?: unknown };
  if (typeof query === 'string') checkNesting(query);
  next();
}
