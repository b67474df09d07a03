// Fetches a model and prints what it is told, a line each: `node --import tsx fetching-process.ts URL CACHE NAME`.
import { fetchModel } from '@stillhouse/trainer/hub/fetch-model.ts';

const [url = '', cache = '', name = ''] = process.argv.slice(2);
const folder = await fetchModel({
  hub: { url, cache, token: undefined, offline: false },
  repository: { type: 'model', name, revision: 'main' },
  signal: new AbortController().signal,
  onProgress: ({ done, total }) => console.log(`${done} of ${total}`),
  onWait: (sentence) => console.log(sentence),
});
console.log(`in ${folder}`);
