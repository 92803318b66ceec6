/** Keys by their form alone, as their issuers write them. Sources: each issuer's pages, and gitleaks' published rules. */

import { KEY_STARTS } from './issuers.js';

export interface SecretShape {
  /** Cheap sign that the shape may be there: most texts hold none, and the shapes look behind themselves. */
  readonly hint: RegExp;
  /** Matches the secret, or holds it in the group `secret` or, without quotes, `bare`. */
  readonly shape: RegExp;
  /** Says of what the shape found whether it is one. @default each is */
  readonly isSecret?: (found: string) => boolean;
}

/** `(?<!…)` keeps `risk-…` and the middle of a base64 text from reading as a key. */
const issued = (prefix: string, body: string, inFront = 'A-Za-z0-9_/+-'): SecretShape => ({
  hint: new RegExp(prefix),
  shape: new RegExp(`(?<![${inFront}])(?:${prefix})${body}`, 'dg'),
});

/** Of a prefix that no base64 text holds: the key may stand in a path or in a name, as in `mcp__sk-ant-…`. */
const named = (prefix: string, body: string): SecretShape => issued(prefix, body, 'A-Za-z0-9');

/** Of a prefix that base64 may hold by chance, in a name behind an underscore too: `mcp__pplx-…`. */
const inName = (prefix: string, body: string): SecretShape => issued(prefix, body, 'A-Za-z0-9/+-');

/** Beginnings of keys that no other text has, and what follows them. One look for all: each is rare. */
const RARE: readonly (readonly [prefix: string, body: string])[] = [
  ['AT[AC]TT3', '[A-Za-z0-9_=-]{40,}'], // Atlassian
  ['ATBB', '[A-Za-z0-9]{24,}(?![A-Za-z0-9+/=_-])'], // Bitbucket
  ['PMAK-', '[a-f0-9]{24}-[a-f0-9]{34}'], // Postman
  ['sntry[su]_', '[A-Za-z0-9_=+/-]{40,}'], // Sentry
  ['NRAK-', '[A-Z0-9]{20,}'], // New Relic
  ['NR(?:II|JS)-', '[A-Za-z0-9-]{19,}'],
  ['ops_eyJ', '[A-Za-z0-9+/_=-]{20,}'], // 1Password
  ['A3-', '[A-Z0-9]{6}-(?:[A-Z0-9]{11}|[A-Z0-9]{6}-[A-Z0-9]{5})-[A-Z0-9]{5}-[A-Z0-9]{5}-[A-Z0-9]{5}'],
  ['pscale_', '(?:tkn|oauth|pw)_[A-Za-z0-9=._-]{20,}'], // PlanetScale
  ['EAAA', '[A-Za-z0-9_-]{60}(?![A-Za-z0-9+/=_-])'], // Square
  ['sq0(?:atp|csp)-', '[A-Za-z0-9_-]{22,}'],
  ['EAA[MC]', '[A-Za-z0-9]{100,}'], // Facebook
  ['pat(?=[A-Za-z0-9]{14}\\.)', '[A-Za-z0-9]{14}\\.[a-f0-9]{64}'], // Airtable
  ['GOCSPX-', '[A-Za-z0-9_-]{20,}'], // Google's clients
  ['figd_', '[A-Za-z0-9_-]{20,}'], // Figma
  ['sbp_', '[a-f0-9]{40}'], // Supabase
  ['lsv2_', '(?:pt|sk)_[a-f0-9]{32}(?:_[a-f0-9]{10})?'], // LangSmith
  [KEY_STARTS.nvidia, '[A-Za-z0-9_-]{20,}'], // NVIDIA
  ['tvly-', '(?:[a-z]{3,4}-)?[A-Za-z0-9]{20,}'], // Tavily
  [KEY_STARTS.cerebras, '[a-z0-9]{40,}'], // Cerebras
  ['HRKU-', '[A-Za-z0-9_-]{30,}'], // Heroku
  ['pul-', '[a-f0-9]{40}'], // Pulumi
  ['rubygems_', '[a-f0-9]{40,}'],
  ['dt0[a-z]\\d{2}\\.', '[A-Za-z0-9]{8,24}\\.[A-Za-z0-9]{60,}'], // Dynatrace
  ['fm(?:1[ar]|2)_', '[A-Za-z0-9+/]{40,}=*'], // Fly
  ['fo1_', '[A-Za-z0-9_-]{40,}'],
  ['key-', '[a-f0-9]{32}(?![A-Za-z0-9])'], // Mailgun
  ['tskey-', '[A-Za-z0-9-]{16,}'], // Tailscale
  ['vc[apirk]_', '(?=[A-Za-z_-]{0,40}\\d)[A-Za-z0-9_-]{24,}'], // Vercel
  ['vercel_blob_rw_', '[A-Za-z0-9_]{20,}'],
  ['p8e-', '[a-z0-9]{32}'], // Adobe
  ['LTAI', '[A-Za-z0-9]{16,24}(?![A-Za-z0-9+/=_-])'], // Alibaba
  ['AKCp', '[A-Za-z0-9]{69}'], // Artifactory
  ['cmVmd', '[A-Za-z0-9]{59}(?![A-Za-z0-9+/=_-])'],
  ['CLOJARS_', '[A-Za-z0-9]{60}'],
  ['v1\\.0-', '[a-f0-9]{24}-[a-f0-9]{146}'], // Cloudflare
  ['dnkey-', '[A-Za-z0-9=_-]{26}-[A-Za-z0-9=_-]{52}'], // Defined Networking
  ['do[or]_v1_', '[a-f0-9]{64}'], // DigitalOcean
  ['duffel_', '(?:test|live)_[A-Za-z0-9_=-]{43}'],
  ['EZ[AT]K', '[A-Za-z0-9]{54}(?![A-Za-z0-9+/=_-])'], // EasyPost
  ['FLWSECK', '(?:_TEST)?-[A-Za-z0-9]{12,}(?:-X)?'], // Flutterwave
  ['fio-u-', '[A-Za-z0-9_=-]{64}'], // Frame.io
  ['api_org_', '[A-Za-z]{34}'], // Hugging Face
  [KEY_STARTS.huggingFace, '[A-Za-z]{34}(?![A-Za-z0-9_])'],
  ['ico-', '[A-Za-z0-9]{32}(?![A-Za-z0-9_-])'], // Infracost
  ['s-s4t2(?:ud|af)-', '[a-f0-9]{64}'], // 42
  ['NETLIFY_|nf[pcoub]_', '[A-Za-z0-9]{36,}'],
  ['API-', '[A-Z0-9]{26}(?![A-Za-z0-9])'], // Octopus
  ['sha256~', '[A-Za-z0-9_-]{43}'], // OpenShift
  ['access-(?:sandbox|development|production)-', '[0-9a-f-]{36}'], // Plaid
  ['pnu_', '[A-Za-z0-9]{36}'], // Prefect
  ['rdme_', '[a-z0-9]{70}'], // ReadMe
  ['tk-us-', '[A-Za-z0-9_-]{48}'], // Scalingo
  ['x(?:key|smtp)sib-', '[a-f0-9]{64}-[A-Za-z0-9]{16}'], // Brevo
  ['sm_[aps]at_', '[A-Za-z0-9]{16}'], // SettleMint
  ['shippo_', '(?:live|test)_[a-fA-F0-9]{40}'],
  ['sgp_', '(?:(?:[a-fA-F0-9]{16}|local)_)?[a-fA-F0-9]{40}'], // Sourcegraph
  ['sq[pua]_', '[a-f0-9]{40}'], // SonarQube
  ['tfp_', '[A-Za-z0-9_.=-]{40,}'], // Typeform
  ['AQVN', '[A-Za-z0-9_-]{35,38}(?![A-Za-z0-9+/=_-])'], // Yandex
  ['t1\\.', '[A-Za-z0-9_-]{4,}={0,2}\\.[A-Za-z0-9_-]{86}={0,2}'],
  ['[ps]at\\.', '[A-Za-z0-9_-]{22}\\.[A-Za-z0-9]{24}\\.[A-Za-z0-9]{20}'], // Harness
  [
    '(?:sc|ext|scauth|authress)_(?=[a-z0-9]{5,30}\\.)',
    '[a-z0-9]+\\.[a-z0-9]{4,6}\\.acc[_-][a-z0-9-]{10,32}\\.[A-Za-z0-9+/_=-]{30,}',
  ],
  ['sk\\.eyJ', '[A-Za-z0-9_-]{20,}\\.[A-Za-z0-9_-]{20,}'], // Mapbox
  ['e2b_', '[a-f0-9]{40}'],
  ['fc-', '[a-f0-9]{32}(?![A-Za-z0-9])'], // Firecrawl
  ['jina_', '[A-Za-z0-9_-]{40,}'],
  ['pcsk_', '[A-Za-z0-9_]{40,}'], // Pinecone
  [KEY_STARTS.together, '[A-Za-z0-9_-]{30,}'], // Together
  ['napi_', '[a-z0-9]{40,}'], // Neon
  ['rnd_', '(?=[A-Za-z]*\\d)[A-Za-z0-9]{28,}'], // Render
  ['re_', '(?=[A-Za-z_]{0,40}\\d)[A-Za-z0-9]{8}_[A-Za-z0-9]{20,}'], // Resend
  ['CFPAT-', '[A-Za-z0-9_-]{43}'], // Contentful
  ['bk[a-z]{2}_', '[a-f0-9]{40}'], // Buildkite
  ['CCIPAT_', '[A-Za-z0-9_]{40,}'], // CircleCI
  ['oy2', '[a-z0-9]{43}(?![A-Za-z0-9])'], // NuGet
  ['ph[xs]_', '(?=[A-Za-z]*\\d)[A-Za-z0-9]{40,}'], // PostHog
  ['GR1348941', '[A-Za-z0-9_-]{20}'], // GitLab
  ['_gitlab_session=', '[0-9a-z]{32}'],
  ['ZXlKaGJHY2lPaU', '[A-Za-z0-9+/=_-]{40,}'], // A signed token in base64
];

const anyOf = (parts: readonly string[]): string => parts.join('|');

const RARE_KEYS: SecretShape = {
  hint: new RegExp(anyOf(RARE.map(([prefix]) => prefix))),
  shape: new RegExp(
    `(?<![A-Za-z0-9/+-])(?:${anyOf(RARE.map(([prefix, body]) => `(?:${prefix})${body}`))})`,
    'dg',
  ),
};

export const ISSUED: readonly SecretShape[] = [
  named(
    anyOf([KEY_STARTS.anthropic, KEY_STARTS.openai, KEY_STARTS.openRouter, 'sk-lf-']),
    '[A-Za-z0-9_-]{16,}',
  ),
  issued('sk-', '[A-Za-z0-9]{32,}'),
  issued(KEY_STARTS.google, '[A-Za-z0-9_-]{35}'),
  named(KEY_STARTS.github, '[A-Za-z0-9]{30,}'),
  named(KEY_STARTS.githubFine, '[A-Za-z0-9_]{40,}'),
  // GitLab's: of persons, runners, triggers, deployments, jobs, feeds, flags, mail, agents, applications, SCIM, workspaces.
  named(
    'gl(?:pat|rtr?|ptt|dt|cbt|ft|ffct|imt|agent|oas|soat|wt)-',
    '(?=[A-Za-z_.-]{0,40}\\d)[A-Za-z0-9_-]{18,}(?:\\.[A-Za-z0-9_-]{2,})*',
  ),
  issued('A(?:KIA|SIA|BIA|CCA)', '[A-Z0-9]{16}(?![A-Za-z0-9])'),
  named('xox[abeoprs][-.]|xapp-', '[A-Za-z0-9-]{10,}'),
  issued('[rs]k_(?:live|test|prod)_', '[A-Za-z0-9]{16,}'),
  issued('whsec_', '[A-Za-z0-9+/=]{24,}'),
  issued(
    anyOf(['npm_', KEY_STARTS.huggingFace, KEY_STARTS.groq, KEY_STARTS.xai, 'r8_', 'dop_v1_']),
    '(?=[A-Za-z0-9]*\\d)[A-Za-z0-9]{30,}',
  ),
  issued('pypi-AgE', '[A-Za-z0-9_-]{40,}'),
  issued(KEY_STARTS.googleToken, '[A-Za-z0-9_-]{20,}'),
  inName(KEY_STARTS.googleBound, '[A-Za-z0-9_-]{30,}'),
  inName(KEY_STARTS.perplexity, '[A-Za-z0-9]{32,}'),
  inName(KEY_STARTS.fireworks, '(?=[A-Za-z0-9]*\\d)[A-Za-z0-9]{20,}'),
  named('dckr_[po]at_', '[A-Za-z0-9_-]{20,}'),
  inName('hv[sbr]\\.', '[A-Za-z0-9_-]{24,}'),
  named('lin_(?:api|oauth)_', '[A-Za-z0-9]{32,}'),
  inName('ntn_', '[A-Za-z0-9]{30,}'),
  issued('secret_', '(?=[A-Za-z]*\\d)[A-Za-z0-9]{40,}'),
  inName('dp\\.(?:pt|st|ct|sa|scim|audit)\\.', '[A-Za-z0-9._-]{30,}'),
  named('AGE-SECRET-KEY-1', '[A-Z0-9]{50,}'),
  named('shp(?:at|ca|pa|ss)_', '[a-fA-F0-9]{32}'),
  issued('dapi', '[a-f0-9]{32}(?![a-f0-9])'),
  issued('gl(?:sa|c)_', '[A-Za-z0-9_=-]{32,}'),
  RARE_KEYS,
  // Where the sign stands behind or inside: Terraform, MaxMind, Mailchimp, Azure's applications, Facebook's.
  {
    hint: /\.atlasv1\.|_mmk|-us\d|\dQ~|\|/,
    shape:
      /(?<![A-Za-z0-9/+_.~-])(?:[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_=-]{30,}|[A-Za-z0-9]{6}_[A-Za-z0-9]{29}_mmk|[a-f0-9]{32}-us\d{1,2}(?![A-Za-z0-9])|[A-Za-z0-9_~.]{3}\dQ~[A-Za-z0-9_~.-]{31,34}(?![A-Za-z0-9_~.-])|\d{15,16}\|[A-Za-z0-9_-]{27,40}(?![A-Za-z0-9_-]))/dg,
  },
  // Vault's before 1.10; as many letters may be a member of a program, which has no digit among them.
  issued('s\\.', '(?=[A-Za-z]*\\d)(?=[a-z0-9]*[A-Z])[A-Za-z0-9]{24}(?![\\w.(-])', 'A-Za-z0-9_.'),
  // Twilio's keys; `AC…` and the like are names of accounts.
  issued('SK', '[0-9a-f]{32}(?![0-9a-f])', 'A-Za-z0-9'),
  // Bots of Telegram, by their number; of Discord, by three parts in base64.
  issued('\\d{8,10}:AA', '[A-Za-z0-9_-]{32,}'),
  { hint: /\/bot\d/, shape: /(?<=\/bot)\d{8,10}:[A-Za-z0-9_-]{30,}/dg },
  // The first part is a number in base64, which has digits; names of a program have few.
  issued('[MNO](?=[A-Za-z_-]{0,25}\\d)[A-Za-z0-9_-]{23,27}\\.', '[A-Za-z0-9_-]{6,7}\\.[A-Za-z0-9_-]{27,}'),
  {
    hint: /hooks\.slack\.com|api\\?\/webhooks|webhook\.office\.com/,
    // JSON may escape a slash.
    shape:
      /(?:hooks\.slack\.com\\?\/(?:services|workflows|triggers)\\?\/[A-Za-z0-9]+\\?\/|discord(?:app)?\.com\\?\/api\\?\/webhooks\\?\/\d+\\?\/|webhook\.office\.com\\?\/webhookb2\\?\/)(?<secret>(?:[A-Za-z0-9@_-]|\\?\/){12,})/dg,
  },
  issued('SG\\.', '[A-Za-z0-9_-]{16,}\\.[A-Za-z0-9_-]{16,}'),
  // A signed token (RFC 7519): two JSON objects in base64url and a signature.
  issued('eyJ', '[A-Za-z0-9_-]{8,}\\.eyJ[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]{8,}'),
  {
    hint: /PRIVATE KEY|Private-Lines/,
    // Armour of PEM, OpenPGP (RFC 9580, 6.2) and SSH2 (RFC 4716) with their headers, and what PuTTY writes.
    shape:
      /(?:----[ -]BEGIN [A-Z0-9 ]{0,24}PRIVATE KEY(?: BLOCK)?[ -]----|Private-Lines: \d+)(?<secret>(?:[A-Za-z0-9+/=\s\\]|(?<=[\nnr])[A-Z][A-Za-z-]{1,24}: [^\r\n\\]{1,120}){16,})/dg,
  },
];
