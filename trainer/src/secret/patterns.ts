/** What a secret is replaced by. */
export const mask = '[masked]';

/** A place where secrets are, and what to write instead. */
export interface SecretPattern {
  /** With the flag `g`. */
  pattern: RegExp;
  /** As String.replace takes it; left out: `mask` alone. */
  replacement?: string;
}

/** Tokens that are known by their form, wherever they are. Most forms are those of the rules of gitleaks 8. */
const tokens: readonly RegExp[] = [
  /\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\b/g, // AWS
  /\bgh[pousr]_[A-Za-z0-9]{30,}/g, // GitHub
  /\bgithub_pat_\w{20,}/g,
  /\bgl(?:pat|ptt|rt|dt)-[\w-]{20,}/g, // GitLab
  /\bhf_[A-Za-z0-9]{20,}/g, // Hugging Face
  /\bapi_org_[A-Za-z0-9]{20,}/g,
  /\bsk-[\w-]{20,}/g, // OpenAI, Anthropic
  /\b(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{10,}/g, // Stripe
  /\bxox[abeoprs]-[\w-]{10,}/g, // Slack
  /hooks\.slack\.com\/services\/[\w/]+/g,
  /\bAIza[\w-]{35}/g, // Google
  /\bya29\.[\w-]{20,}/g,
  /\bGOCSPX-[\w-]{20,}/g,
  /\bnpm_[A-Za-z0-9]{30,}/g,
  /\bpypi-[\w-]{40,}/g,
  /\bSG\.[\w-]{20,}\.[\w-]{20,}/g, // SendGrid
  /\bdapi[a-f0-9]{32}\b/g, // Databricks
  /\bdop_v1_[a-f0-9]{64}\b/g, // DigitalOcean
  /\br8_[A-Za-z0-9]{30,}/g, // Replicate
  /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]+/g, // JSON Web Token
];

/** Last part of a name whose value is a secret. A tokenizer's `pad_token` and the like are none. */
const secretName =
  '(?<!(?:pad|cls|sep|unk|mask|bos|eos|special|next|first|last|per)[_-]?)' +
  '(?:passwords?|passwd|pwd|passphrase|secrets?|token|credentials?|api[_-]?key|' +
  '(?:access|secret|private|auth|account|encryption|signing|storage)[_-]?key)';

/** The same of an environment variable, which more often holds a secret. */
const secretVariable = '[A-Z0-9_]*(?:KEY|TOKEN|SECRET|PASSWORD|PASSWD|PASS|PWD|CREDENTIALS|DSN|DATABASE_URL)';

/** In order: the first ones leave less for those behind. */
export const secretPatterns: readonly SecretPattern[] = [
  {
    // To the end of the block, or of what looks like one where a diff ends within it.
    pattern:
      /(-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----)(?:(?!-----(?:BEGIN|END) )[\w+/=:,.\-\s\\])*(-----END [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----)?/g,
    replacement: `$1${mask}$2`,
  },
  ...tokens.map((pattern) => ({ pattern })),
  // A password, or a long token alone, before the host of an address. A password may hold an @ itself.
  { pattern: /([a-z][a-z0-9+.-]*:\/\/[^\s/:@'"]*:)[^\s/'"]+@/gi, replacement: `$1${mask}@` },
  { pattern: /([a-z][a-z0-9+.-]*:\/\/)[^\s/:@'"]{16,}@/gi, replacement: `$1${mask}@` },
  {
    pattern:
      /([?&](?:[\w-]*(?:password|token|secret|api_?key|signature|credential)|key|sig|auth)=)[^&\s'"#]+/gi,
    replacement: `$1${mask}`,
  },
  {
    pattern: /(authorization["'\]]*\s*[:=]\s*["'`]?(?:bearer|basic|token|digest)\s+)[^\s"'`,$]+/gi,
    replacement: `$1${mask}`,
  },
  {
    pattern: /((?<![\w-])(?:x-api-key|api-key|x-auth-token)["'\]]*\s*[:=]\s*["'`]?)[^\s"'`,$]{8,}/gi,
    replacement: `$1${mask}`,
  },
  { pattern: /(\b(?:set-)?cookie:\s*)[\w.-]+=[^"'\n]+/gi, replacement: `$1${mask}` },
  { pattern: /\b(bearer\s+)[\w.~+/=-]{12,}/gi, replacement: `$1${mask}` },
  // The keyword/value form of a Postgres connection.
  { pattern: /\b(password\s*=\s*)(?:'(?:\\.|[^'])*'|(?!["'])\S+)/gi, replacement: `$1${mask}` },
  { pattern: /((?:^|\s)(?:-u|--user)(?:=|\s+)[^\s:'"]+:)[^\s'"]+/g, replacement: `$1${mask}` },
  {
    pattern: new RegExp(
      String.raw`(--[\w-]*${secretName}(?:=|\s+))(?!-)(?!\d{1,6}(?:\s|$))(?:'[^']*'|"[^"]*"|[^\s'"]+)`,
      'gi',
    ),
    replacement: `$1${mask}`,
  },
  // A value in quotes: `"apiKey": "…"`, `password = '…'`.
  {
    pattern: new RegExp(String.raw`(${secretName}["']?\s*(?:=>|:=|[:=])\s*)(["'\`])(?:\\.|(?!\2).)+\2`, 'gi'),
    replacement: `$1$2${mask}$2`,
  },
  {
    pattern: new RegExp(String.raw`\b(${secretVariable}["']?\s*[:=]\s*)(["'])(?:\\.|(?!\2).)+\2`, 'g'),
    replacement: `$1$2${mask}$2`,
  },
  // A bare one: of a variable always, of another name where it looks like neither code nor a word.
  {
    pattern: new RegExp(String.raw`\b(${secretVariable}=)(?!\$)[^\s"'\`,;(){}\[\]<>]+`, 'g'),
    replacement: `$1${mask}`,
  },
  {
    pattern: new RegExp(
      String.raw`(${secretName}\s*[:=]\s*)(?=[\w+/=~-]*\d)[\w+/=~-]{12,}(?=[\s,;]|$)`,
      'gim',
    ),
    replacement: `$1${mask}`,
  },
];
