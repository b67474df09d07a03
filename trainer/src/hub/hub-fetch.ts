import type { HubSettings } from './hub.ts';

/** How `@huggingface/hub` reaches the Hub. */
export interface Access {
  hubUrl: string;
  fetch: typeof fetch;
  accessToken?: string;
}

export function access(hub: HubSettings): Access {
  return { hubUrl: hub.url, fetch: hubFetch(hub), ...(hub.token ? { accessToken: hub.token } : {}) };
}

/**
 * `fetch` that sends credentials to the Hub alone. `@huggingface/hub` also sends them to addresses that an answer names: the next page of
 * a list, and the CDN to which a file's address redirected.
 */
function hubFetch({ url }: HubSettings): typeof fetch {
  const { origin } = new URL(url);
  return (input, init = {}) => {
    const headers = new Headers(init.headers);
    const target = new URL(input instanceof Request ? input.url : input);
    if (target.origin !== origin) headers.delete('authorization');
    return fetch(input, { ...init, headers });
  };
}
