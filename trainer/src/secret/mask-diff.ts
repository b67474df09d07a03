import { maskSecrets } from './mask-secrets.ts';
import { mask } from './patterns.ts';

/** Files of settings, one `NAME=value` a line. */
const settings = /(?:^|\/)(?:\.env(?:\.[\w.-]+)?|[\w.-]+\.env|\.envrc|\.npmrc|\.pypirc)$/;

/** Files that are secrets as a whole. */
const secrets =
  /(?:^|\/)(?:\.netrc|\.pgpass|\.git-credentials|\.htpasswd|id_(?:rsa|dsa|ecdsa|ed25519)|credentials(?:\.json)?|secrets?\.(?:ya?ml|json|toml)|[^/]+\.(?:pem|key|p12|pfx|jks|kdbx))$/;

/** What `git diff` prints, without the secrets in it: as `maskSecrets`, and every value in files that hold secrets by their name. */
export function maskDiff(diff: string): string {
  const files = diff.split(/^(?=diff --git )/m);
  return maskSecrets(files.map(maskFile).join(''));
}

function maskFile(text: string): string {
  const [head = ''] = text.split('\n', 1);
  const name = head.replace(/^diff --git .* "?b\//, '').replace(/"$/, '');
  if (secrets.test(name)) return maskLines(text, /^([ +-])(?!-- |\+\+ ).*$/gm);
  if (settings.test(name))
    return maskLines(text, /^([ +-](?!-- |\+\+ )\s*(?:export\s+)?[\w.:/-]+\s*=\s*).+$/gm);
  return text;
}

/** Only within hunks: the lines before them name the files. */
function maskLines(text: string, line: RegExp): string {
  const begin = text.search(/^@@ /m);
  return begin < 0 ? text : text.slice(0, begin) + text.slice(begin).replace(line, `$1${mask}`);
}
