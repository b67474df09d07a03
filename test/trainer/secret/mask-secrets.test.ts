import { maskDiff } from '@stillhouse/trainer/secret/mask-diff.ts';
import { maskSecrets } from '@stillhouse/trainer/secret/mask-secrets.ts';
import { describe, expect, it } from 'vitest';

/** Made up here, in parts, so that no scanner takes this file for a leak. */
const letters = 'aZ3bY9cX1dW8eV5fU2gT7hS4iR6jQ0kPmNoLqKrJsI';
const known: Record<string, string> = {
  AWS: `AKIA${'IOSFODNN7EXAMPLE'}`,
  'GitHub, classic': `ghp_${letters.slice(0, 36)}`,
  'GitHub, fine-grained': `github_pat_${letters.slice(0, 22)}_${letters}`,
  GitLab: `glpat-${letters.slice(0, 20)}`,
  'Hugging Face': `hf_${letters.slice(0, 34)}`,
  OpenAI: `sk-${letters}`,
  'OpenAI, project': `sk-proj-${letters}_${letters}`,
  Anthropic: `sk-ant-api03-${letters}-${letters}AA`,
  Slack: `xoxb-123456789012-${letters.slice(0, 24)}`,
  Google: `AIza${letters.slice(0, 35)}`,
  npm: `npm_${letters.slice(0, 36)}`,
  PyPI: `pypi-${letters}${letters}`,
  Stripe: `sk_live_${letters.slice(0, 24)}`,
  JWT: `eyJ${letters.slice(0, 20)}.eyJ${letters.slice(0, 30)}.${letters}`,
};
const secret = 'hunter2-Correct9Horse';

describe('a secret', () => {
  it.each(Object.entries(known))('of %s is masked by its form, whatever is around it', (_name, token) => {
    for (const text of [
      token,
      `x = f("${token}")`,
      `+  - ${token}, next`,
      `https://example.org/${token}/x`,
    ]) {
      const masked = maskSecrets(text);
      expect(masked).toContain('[masked]');
      expect(masked).not.toContain(token.slice(-12));
    }
  });

  it.each([
    ['npx stillhouse train --token § --task rte', 'npx stillhouse train --token [masked] --task rte'],
    ['run --api-key=§ --seed 1', 'run --api-key=[masked] --seed 1'],
    ["run --hf-token '§ with spaces' --seed 1", 'run --hf-token [masked] --seed 1'],
    ['run --password "§"', 'run --password [masked]'],
    ['HF_TOKEN=§ npx stillhouse train', 'HF_TOKEN=[masked] npx stillhouse train'],
    ['+export WANDB_API_KEY=§', '+export WANDB_API_KEY=[masked]'],
    ['+KEY=§', '+KEY=[masked]'],
    ['  POSTGRES_PASSWORD: "§"', '  POSTGRES_PASSWORD: "[masked]"'],
    ["const apiKey = '§';", "const apiKey = '[masked]';"],
    ['{"client_secret": "§", "id": 7}', '{"client_secret": "[masked]", "id": 7}'],
    ['db_password: §', 'db_password: [masked]'],
    ['--api http://me:§@127.0.0.1:4000', '--api http://me:[masked]@127.0.0.1:4000'],
    ['postgres://me:p@§@host:5432/db', 'postgres://me:[masked]@host:5432/db'],
    ['git clone https://§@github.com/a/b', 'git clone https://[masked]@github.com/a/b'],
    ['host=h user=u password=§ dbname=d', 'host=h user=u password=[masked] dbname=d'],
    ["host=h password='§ x' dbname=d", 'host=h password=[masked] dbname=d'],
    ['GET /x?access_token=§&page=2', 'GET /x?access_token=[masked]&page=2'],
    ["curl -H 'Authorization: Bearer §' url", "curl -H 'Authorization: Bearer [masked]' url"],
    ["curl -H 'X-Api-Key: §' url", "curl -H 'X-Api-Key: [masked]' url"],
    ['headers["authorization"] = "Basic §"', 'headers["authorization"] = "Basic [masked]"'],
    ['curl -u me:§ url', 'curl -u me:[masked] url'],
  ])('is masked in %s', (text, expected) => {
    expect(maskSecrets(text.replace('§', secret))).toBe(expected);
  });

  it('that is a private key is masked as a whole, also where a diff ends within it', () => {
    const body = Array.from({ length: 4 }, () => `+${letters}${letters.slice(0, 20)}`).join('\n');
    for (const kind of ['', 'RSA ', 'EC ', 'OPENSSH ']) {
      const [begin, end] = [`-----BEGIN ${kind}PRIVATE KEY-----`, `-----END ${kind}PRIVATE KEY-----`];
      const masked = maskSecrets(`before\n+${begin}\n${body}\n+${end}\n+after`);
      expect(masked).not.toContain(letters.slice(0, 12));
      expect(masked).toMatch(/^before\n\+-----BEGIN .*\n\+after$/s);
      expect(maskSecrets(`+${begin}\n${body}`)).not.toContain(letters.slice(0, 12));
    }
  });

  it('is masked once: masking again changes nothing', () => {
    const text = `--token ${secret} https://a:${secret}@b API_KEY=${secret} "password": "${secret}"`;
    expect(maskSecrets(maskSecrets(text))).toBe(maskSecrets(text));
  });
});

describe('what is no secret', () => {
  it.each([
    'const { maxTokens, tokens, tokenizer } = recipe.data;',
    '+  data: { maxTokens: 128, limit: null },',
    'pad_token = "[PAD]"; "cls_token": "[CLS]", \'mask_token\': "<mask>"',
    'tokens: [batch, heads, tokens, tokens]',
    'const key = keys[index]; map.get(key)',
    'password: string; apiKey: environment.apiKey,',
    'if (token === undefined) token = readToken();',
    'npx stillhouse train --task rte --set student.maxTokens=128 --max-token 64',
    'knowledge base key 0.25, dim=384, learningRate=6e-5',
    'sha256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    'commit 0c5be0a26b2c4f2e9a5e3a5b6f1f2d10aabbccdd',
    'http://127.0.0.1:4000/graphql and git@github.com:a/b.git',
    '@@ -1,3 +1,4 @@ export function keyOf(token: Token): string {',
    'export API_KEY=$OTHER',
    'const authorization: Record<string, string> = { authorization: readToken() };',
  ])('stays as it is: %s', (text) => {
    expect(maskSecrets(text)).toBe(text);
  });
});

describe('a diff', () => {
  const hunk = (name: string, ...lines: string[]) =>
    `diff --git a/${name} b/${name}\nindex 1..2 100644\n--- a/${name}\n+++ b/${name}\n@@ -1,2 +1,2 @@\n${lines.join('\n')}\n`;

  it('of settings keeps their names and masks every value', () => {
    for (const name of ['.env', 'apps/.env.local', 'production.env', '.npmrc']) {
      const masked = maskDiff(hunk(name, ' # a comment', '-LEVEL=1', '+LEVEL=2', '+export HOST=h'));
      expect(masked).toBe(
        hunk(name, ' # a comment', '-LEVEL=[masked]', '+LEVEL=[masked]', '+export HOST=[masked]'),
      );
    }
  });

  it('of a file that is a secret keeps only that it changed', () => {
    for (const name of ['id_ed25519', 'certificates/server.pem', '.netrc', 'config/secrets.yml']) {
      expect(maskDiff(hunk(name, '-one two', '+three'))).toBe(hunk(name, '-[masked]', '+[masked]'));
    }
  });

  it('of code stays readable', () => {
    const code = hunk('train.ts', '-const seeds = [1];', '+const seeds = [1, 2];', ' // LEVEL=1');
    expect(maskDiff(code)).toBe(code);
    expect(maskDiff(hunk('.env', '+A=1') + code)).toBe(hunk('.env', '+A=[masked]') + code);
  });
});
