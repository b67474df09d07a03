import type { NextFunction, Request, Response } from 'express';

const page = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Stillhouse GraphQL</title>
<h1>Stillhouse GraphQL</h1>
<p>Send operations as <code>POST /graphql</code> with a JSON body: <code>{"query": "{ viewer { name } }"}</code>.
Subscriptions use WebSocket (<code>graphql-transport-ws</code>) at the same address.</p>
<p>The schema is in <code>apps/api/schema.graphql</code> and answers introspection.</p>
</html>
`;

/** Answers a browser that opens the address with a page that loads nothing from anywhere. */
export function welcome(request: Request, response: Response, next: NextFunction): void {
  const asksForPage = request.query.query === undefined && request.accepts(['json', 'html']) === 'html';
  if (asksForPage) response.type('html').send(page);
  else next();
}
