/**
 * Secrets reach no screen, report or event: each shape is put into every place of a request, with the difference in front of it,
 * in it and behind it at every distance at which something is cut.
 */

import { lintSource } from '@secretlint/core';
import { creator } from '@secretlint/secretlint-rule-preset-recommend';
import { describe, expect, test } from 'vitest';
import { alertOf } from '../src/alerts/alert.js';
import { SHAPES, WEBHOOK_KINDS } from '../src/alerts/shapes.js';
import type { Model } from '../src/diagnosis/model.js';
import { createEngine, type EngineEvent } from '../src/engine.js';
import type { JsonObject, LogRecord } from '../src/log/record.js';
import { htmlReport } from '../src/report/html/page.js';
import { jsonReport } from '../src/report/json.js';
import { markdownReport } from '../src/report/markdown.js';
import { reportOf } from '../src/report/report.js';
import { textReport } from '../src/report/text.js';
import { withData } from '../src/store/moves.js';
import { createStore } from '../src/store/store.js';
import { redactSecrets } from '../src/text/secrets.js';
import { plain } from '../src/ui/line.js';
import { screenOf } from '../src/ui/screen.js';
import { conversation, prose, request, usage } from './agent.js';
import { printersTo } from './printers.js';

// Put together at run time, so that no scanner takes the fixtures for leaked keys.
const mixed = (length: number): string => 'aB3dE6gH9jK2mN5p'.repeat(8).slice(0, length);
const upper = (length: number): string => 'QPZRY9X8GF2TVDW0'.repeat(8).slice(0, length);
const hex = (length: number): string => '0a1b2c3d4e5f6789'.repeat(8).slice(0, length);
const dash = '-----';

/** What a secret stands behind, the secret, and what ends the text around. */
const SECRETS: readonly (readonly [name: string, lead: string, secret: string, tail?: string])[] = [
  ['Anthropic', '', `${'sk-'}ant-api03-${mixed(92)}`],
  ['OpenAI', '', `${'sk-'}proj-${mixed(60)}`],
  ['Gemini', '', `${'AQ.'}${mixed(40)}`],
  ['Google', '', `${'AIza'}${mixed(35)}`],
  ['Perplexity', '', `${'pplx-'}${mixed(48)}`],
  ['Fireworks', '', `${'fw_'}${mixed(24)}`],
  ['Docker', '', `${'dckr_'}pat_${mixed(27)}`],
  ['Vault', '', `${'hvs.'}${mixed(28)}`],
  ['Linear', '', `${'lin_'}api_${mixed(40)}`],
  ['Notion', '', `${'ntn_'}${mixed(46)}`],
  ['Doppler', '', `${'dp.'}pt.${mixed(43)}`],
  ['age', '', `${'AGE-'}SECRET-KEY-1${upper(58)}`],
  ['GitHub', '', `${'ghp_'}${mixed(36)}`],
  ['Twilio', '', `${'SK'}${hex(32)}`],
  ['Telegram', '', `123456789${':AA'}${mixed(33)}`],
  ['Discord', '', `${'M'}${mixed(23)}.${mixed(6)}.${mixed(38)}`],
  ['Slack webhook', 'https://hooks.slack.com/services/T0000/', `B0000/${mixed(24)}`],
  ['Azure', 'AccountName=x;AccountKey=', `${mixed(86)}==`],
  ['netrc', 'machine h login me password ', 'hunter2hunter2'],
  ['netrc, the other way', 'machine h password ', 'hunter2hunter2'],
  ['a bot', 'https://api.telegram.org/bot', `123456789${':AA'}${mixed(33)}`],
  ['a member', 'config.dbPassword = "', 'hunter2 hunter2', '"'],
  ['curl', 'curl -u me:', 'hunter2hunter2'],
  ['option', 'mysql -h db --password ', 'hunter2hunter2'],
  ['password', 'password: ', 'hunter2hunter2'],
  ['assignment', 'api_key=', mixed(20)],
  [
    'PGP',
    `${dash}BEGIN PGP PRIVATE KEY BLOCK${dash}`,
    `\n\n${mixed(64)}\n${mixed(64)}\n`,
    `${dash}END KEY${dash}`,
  ],
  [
    'SSH',
    `${dash}BEGIN OPENSSH PRIVATE KEY${dash}`,
    `\n${mixed(70)}\n${mixed(70)}\n`,
    `${dash}END KEY${dash}`,
  ],
  ['URL', 'postgres://me:', 'hunter2hunter2', '@db/x'],
  ['Heroku', '', `${'HRKU-'}AA${mixed(58)}`],
  ['Pulumi', '', `${'pul-'}${hex(40)}`],
  ['RubyGems', '', `${'rubygems_'}${hex(48)}`],
  ['Dynatrace', '', `${'dt0c01.'}${upper(24)}.${upper(64)}`],
  ['Fly', '', `${'fm2_'}${mixed(104)}`],
  ['a runner', '', `${'glrt-'}${mixed(20)}`],
  ['Mailgun', '', `${'key-'}${hex(32)}`],
  ['Tailscale', '', `${'tskey-'}auth-${mixed(11)}CNTRL-${mixed(32)}`],
  ['Vercel', '', `${'vcp_'}${mixed(56)}`],
  ['Atlassian', '', `${'ATCTT3'}xFfG${mixed(100)}`],
  ['Bitbucket', '', `${'ATBB'}${mixed(32)}`],
  ['Go', 'password := "', 'hunter2hunter2', '"'],
  ['Ruby', ':password => "', 'hunter2hunter2', '"'],
  ['TypeScript', 'const password: string = "', 'hunter2hunter2', '"'],
  ['Python', 'password: str = "', 'hunter2hunter2', '"'],
  ['an element', '<password>', 'hunter2hunter2', '</password>'],
  ['an attribute', '<user password="', 'hunter2hunter2', '"/>'],
  ['a field of a form', '<input type="password" name="q" value="', 'hunter2hunter2', '">'],
  ['an entry', '<entry key="password">', 'hunter2hunter2', '</entry>'],
  ['a pair', '{"name":"X-Api-Key","value":"', mixed(20), '"}'],
  ['a pair, the other way', '{"value":"', mixed(20), '","name":"X-Api-Key"}'],
  ['a pair in YAML', '- name: DB_PASSWORD\n  value: ', 'hunter2hunter2'],
  ['a pair of attributes', 'key="API_KEY" value="', mixed(20), '"'],
  ['Docker’s file', '{"auth": "', Buffer.from('somebody:hunter2hunter2').toString('base64'), '"}'],
  ['an escaped quote', '"password": "ab\\"', 'hunter2hunter2', '"'],
  ['JSON in JSON', '{\\"password\\":\\"', 'hunter2hunter2', '\\"}'],
  ['no digit', 'password: ', 'hUnterOne!er-Pa$sworded'],
  ['a phrase', 'passphrase: ', 'rectangle horseback batteries staplers', '.'],
  ['setx', 'setx DB_PASSWORD ', 'hunter2hunter2'],
  ['export', 'export DB_PASSWORD=', 'hunter2hunter2'],
  ['PowerShell', '$env:DB_PASSWORD = "', 'hunter2hunter2', '"'],
  ['a tuple', '["X-Api-Key","', mixed(20), '"]'],
  ['a default', 'process.env.DB_PASSWORD ?? "', 'hunter2hunter2', '"'],
];
/** The screen of a log that is followed. */
function screenText(model: Model, diffView: 'text' | 'hex'): string {
  const now = 60_000;
  const state = withData(createStore({ now }).getState(), { model, sources: [], now, arrivedAt: now });
  const { bands } = screenOf({ ...state, view: { ...state.view, diffView } }, { columns: 160, rows: 50 });
  return bands.flatMap(({ panels }) => panels.flatMap(({ lines }) => lines.map(plain))).join('\n');
}

/** What is sent of an event, to every kind of receiver; a pager is only called for what is severe. */
function alerted(event: EngineEvent): readonly string[] {
  const alert = alertOf(event, 'here', id => id);
  if (alert === null) return [];
  return WEBHOOK_KINDS.map(kind => JSON.stringify(SHAPES[kind].body({ ...alert, severity: 1 }, 'key')));
}

/** What is printed of a log, in every way. */
function printed(records: readonly LogRecord[]): string {
  const engine = createEngine();
  const out: string[] = [];
  const printers = printersTo(out);
  for (const [index, record] of records.entries()) {
    // As it stands while the usage of the last request is still to come: what is foreseen.
    if (index === records.length - 1) out.push(screenText(engine.model(), 'text'));
    for (const event of engine.accept(record)) {
      for (const printer of printers) printer.event(event);
      out.push(...alerted(event));
    }
  }
  const model = engine.model();
  for (const printer of printers) printer.end(model);
  const report = reportOf(model, [], '0.0.0');
  out.push(
    textReport(report, { ascii: false }),
    markdownReport(report),
    jsonReport(report),
    htmlReport(report),
  );
  for (const diffView of ['text', 'hex'] as const) out.push(screenText(model, diffView));
  return out.join('\n');
}

/** Two requests of a conversation, the second with other text at one place, and a full miss. */
function broken(before: (text: string) => JsonObject, texts: readonly [string, string]): string {
  return printed([
    request('a', 1, { body: before(texts[0]), at: 0 }),
    usage('a', 2, { read: 0, write: 9_000 }),
    request('b', 3, { body: before(texts[1]), at: 1_000 }),
    usage('b', 4, { read: 0, write: 9_500 }),
  ]);
}

const PLACES: readonly (readonly [string, (text: string) => JsonObject])[] = [
  ['system', text => conversation(1, { system: `${prose('s', 500)}\n${text}\n${prose('t', 400)}` })],
  [
    'a tool',
    text =>
      conversation(1, {
        tools: [
          { name: 'run', description: `${prose('d', 300)} ${text} ${prose('e', 300)}`, input_schema: {} },
        ],
      }),
  ],
  [
    'an old result',
    text => conversation(3, { edit: { round: 0, result: `${prose('r', 300)} ${text} more` } }),
  ],
  ['a parameter', text => ({ ...conversation(1), thinking: { type: 'enabled', note: text } })],
  ['the model', text => conversation(1, { model: `claude ${text}` })],
];

describe.each(SECRETS)('a secret of %s', (_name, lead, secret = '', tail = ' ') => {
  const parts = secret.match(/[A-Za-z0-9]{8,}/g) ?? [];

  test.each(PLACES)('is not shown of %s, wherever it is cut', (_, body) => {
    const distances = [0, 24, 39, 80, 200];
    for (const distance of distances) {
      const gap = 'x'.repeat(distance);
      // On both sides of the difference.
      const around = (letter: string): string =>
        `${lead}${secret}${tail}${gap} ${letter}${gap} ${lead}${secret}${tail}`;
      const text = broken(body, [around('A'), around('B')]);
      for (const part of parts) expect(text.includes(part.slice(0, 8)), `${distance}: ${part}`).toBe(false);
    }
    const other = secret.replaceAll(/[a-z]/g, letter => (letter === 'a' ? 'b' : letter));
    const rotated = broken(body, [`${lead}${secret}${tail}`, `${lead}${other}${tail}`]);
    for (const part of parts) expect(rotated.includes(part.slice(0, 8))).toBe(false);
  });

  test('is masked where it stands', () => {
    expect(redactSecrets(`see ${lead}${secret}${tail}ok`)).not.toContain(secret.trim().slice(0, 12));
  });
});

/** The samples that the rule set does not know: passwords in the addresses of hosts that it takes for examples. */
const UNKNOWN_TO_IT: readonly number[] = [5, 6];

test('what a kept rule set knows for a secret is masked', async () => {
  const samples = [
    `${'ghp_'}${mixed(36)}`,
    `${'xoxb'}-123456789012-1234567890123-${mixed(24)}`,
    `${'npm_'}${mixed(36)}`,
    `${'SG.'}${mixed(22)}.${mixed(43)}`,
    `AWS_SECRET_ACCESS_KEY = ${mixed(40)}`,
    `postgres://me:s3cretpass@db.example:5432/x`,
    `https://me:s3cretpass@host.example/x`,
    `${'sk-'}proj-${mixed(74)}T3BlbkFJ${mixed(74)}`,
    `${'shpat_'}${hex(32)}`,
    `${'lin_'}api_${mixed(40)}`,
    `${dash}BEGIN RSA PRIVATE KEY${dash}\n${mixed(64)}\n${mixed(64)}\n${dash}END RSA PRIVATE KEY${dash}`,
  ];
  const unknown: number[] = [];
  for (const [index, sample] of samples.entries()) {
    const { messages } = await lintSource({
      source: { content: `x ${sample} y`, filePath: '/a.txt', ext: '.txt', contentType: 'text' },
      options: { config: { rules: [{ id: 'preset', rule: creator, options: {} }] } },
    });
    if (messages.length === 0) unknown.push(index);
    const hidden = redactSecrets(`x ${sample} y`);
    expect(hidden).toContain('[secret:');
    for (const { range } of messages) {
      const [from, to] = range;
      const found = `x ${sample} y`.slice(from, to);
      // Of a URL and of a key block the oracle takes the whole.
      const secret = /s3cretpass|[A-Za-z0-9]{16,}/.exec(found)?.[0] ?? found;
      expect(hidden).not.toContain(secret);
    }
  }
  expect(unknown).toEqual(UNKNOWN_TO_IT);
});

/** Rules that gitleaks publishes for keys known by their form, by their names there, each with a key of that form. */
const PUBLISHED: readonly (readonly [rule: string, pattern: RegExp, sample: string])[] = [
  [
    '1password-secret-key',
    /\bA3-[A-Z0-9]{6}-[A-Z0-9]{11}(?:-[A-Z0-9]{5}){3}\b/,
    `A3-${upper(6)}-${upper(11)}-${upper(5)}-${upper(5)}-${upper(5)}`,
  ],
  ['adobe-client-secret', /\bp8e-[a-z0-9]{32}\b/, `${'p8e-'}${hex(32)}`],
  ['alibaba-access-key-id', /\bLTAI[a-z0-9]{20}\b/i, `${'LTAI'}${mixed(20)}`],
  ['artifactory-api-key', /\bAKCp[A-Za-z0-9]{69}\b/, `${'AKCp'}${mixed(69)}`],
  ['artifactory-reference-token', /\bcmVmd[A-Za-z0-9]{59}\b/, `${'cmVmd'}${mixed(59)}`],
  ['atlassian-api-token', /\bATATT3[A-Za-z0-9_=-]{186}/, `${'ATATT3'}${mixed(128)}${mixed(58)}`],
  ['azure-ad-client-secret', /\b[\w~.]{3}\dQ~[\w~.-]{31,34}/, `abc8${'Q~'}${mixed(34)}`],
  ['clojars-api-token', /CLOJARS_[a-z0-9]{60}/i, `${'CLOJARS_'}${hex(60)}`],
  [
    'cloudflare-origin-ca-key',
    /\bv1\.0-[a-f0-9]{24}-[a-f0-9]{146}\b/,
    `v1.0-${hex(24)}-${hex(128)}${hex(18)}`,
  ],
  ['defined-networking-api-token', /dnkey-[\w=-]{26}-[\w=-]{52}/, `${'dnkey-'}${mixed(26)}-${mixed(52)}`],
  ['digitalocean-access-token', /\bdoo_v1_[a-f0-9]{64}\b/, `${'doo_v1_'}${hex(64)}`],
  ['digitalocean-refresh-token', /\bdor_v1_[a-f0-9]{64}\b/, `${'dor_v1_'}${hex(64)}`],
  ['duffel-api-token', /duffel_(?:test|live)_[\w=-]{43}/, `${'duffel_'}live_${mixed(43)}`],
  ['dynatrace-api-token', /dt0c01\.[a-z0-9]{24}\.[a-z0-9]{64}/i, `${'dt0c01.'}${upper(24)}.${upper(64)}`],
  ['easypost-api-token', /\bEZAK[a-z0-9]{54}\b/i, `${'EZAK'}${mixed(54)}`],
  ['facebook-access-token', /\b\d{15,16}\|[\w-]{27,40}/, `123456789012345|${mixed(27)}`],
  ['facebook-page-access-token', /\bEAA[MC][a-z0-9]{100,}\b/i, `${'EAAC'}${mixed(110)}`],
  ['flutterwave-secret-key', /FLWSECK_TEST-[a-h0-9]{32}-X/i, `${'FLWSECK'}_TEST-${hex(32)}-X`],
  ['flyio-access-token', /\bfm2_[A-Za-z0-9+/]{100,}/, `${'fm2_'}${mixed(104)}`],
  ['frameio-api-token', /fio-u-[\w=-]{64}/, `${'fio-u-'}${mixed(64)}`],
  ['gitlab-cicd-job-token', /glcbt-[0-9a-zA-Z]{1,5}_[\w-]{20}/, `${'glcbt-'}64_${mixed(20)}`],
  ['gitlab-deploy-token', /gldt-[\w-]{20}/, `${'gldt-'}${mixed(20)}`],
  ['gitlab-feature-flag-client-token', /glffct-[\w-]{20}/, `${'glffct-'}${mixed(20)}`],
  ['gitlab-feed-token', /glft-[\w-]{20}/, `${'glft-'}${mixed(20)}`],
  ['gitlab-incoming-mail-token', /glimt-[\w-]{25}/, `${'glimt-'}${mixed(25)}`],
  ['gitlab-kubernetes-agent-token', /glagent-[\w-]{50}/, `${'glagent-'}${mixed(50)}`],
  ['gitlab-oauth-app-secret', /gloas-[\w-]{64}/, `${'gloas-'}${mixed(64)}`],
  ['gitlab-pat-routable', /\bglpat-[\w-]{27,300}\.[0-9a-z]{9}\b/, `${'glpat-'}${mixed(27)}.01a2b3c4d`],
  ['gitlab-ptt', /glptt-[0-9a-f]{40}/, `${'glptt-'}${hex(40)}`],
  ['gitlab-rrt', /GR1348941[\w-]{20}/, `${'GR1348941'}${mixed(20)}`],
  [
    'gitlab-runner-authentication-token-routable',
    /\bglrt-t\d_[\w-]{27,300}\.[0-9a-z]{9}\b/,
    `${'glrt-'}t1_${mixed(27)}.01a2b3c4d`,
  ],
  ['gitlab-scim-token', /glsoat-[\w-]{20}/, `${'glsoat-'}${mixed(20)}`],
  ['gitlab-session-cookie', /_gitlab_session=[0-9a-z]{32}/, `_gitlab_session=${hex(32)}`],
  [
    'harness-api-key',
    /pat\.[\w-]{22}\.[a-zA-Z0-9]{24}\.[a-zA-Z0-9]{20}/,
    `${'pat.'}${mixed(22)}.${hex(24)}.${mixed(20)}`,
  ],
  ['heroku-api-key-v2', /\bHRKU-AA[\w-]{58}\b/, `${'HRKU-'}AA${mixed(58)}`],
  [
    'huggingface-access-token',
    /\bhf_[a-z]{34}\b/i,
    `${'hf_'}${mixed(64).replaceAll(/\d/g, '').slice(0, 34)}`,
  ],
  [
    'huggingface-organization-api-token',
    /\bapi_org_[a-z]{34}\b/i,
    `${'api_org_'}${mixed(64).replaceAll(/\d/g, '').slice(0, 34)}`,
  ],
  ['infracost-api-token', /\bico-[a-zA-Z0-9]{32}\b/, `${'ico-'}${mixed(32)}`],
  ['intra42-client-secret', /\bs-s4t2ud-[a-f0-9]{64}\b/, `${'s-s4t2ud-'}${hex(64)}`],
  ['jwt-base64', /\bZXlKaGJHY2lPaU[\w/+-]{40,}/, `${'ZXlKaGJHY2lPaU'}${mixed(60)}`],
  ['mailchimp-api-key', /[a-f0-9]{32}-us\d\d/, `${hex(32)}-us12`],
  ['mailgun-private-api-token', /key-[a-f0-9]{32}/, `${'key-'}${hex(32)}`],
  ['maxmind-license-key', /\b[A-Za-z0-9]{6}_[A-Za-z0-9]{29}_mmk\b/, `${mixed(6)}_${mixed(29)}_mmk`],
  ['new-relic-insert-key', /NRII-[a-z0-9-]{32}/i, `${'NRII-'}${mixed(32)}`],
  ['octopus-deploy-api-key', /\bAPI-[A-Z0-9]{26}\b/, `${'API-'}${upper(26)}`],
  ['openshift-user-token', /\bsha256~[\w-]{43}/, `${'sha256~'}${mixed(43)}`],
  [
    'plaid-api-token',
    /access-sandbox-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/,
    `access-sandbox-${hex(8)}-${hex(4)}-${hex(4)}-${hex(4)}-${hex(12)}`,
  ],
  ['prefect-api-token', /\bpnu_[a-zA-Z0-9]{36}\b/, `${'pnu_'}${mixed(36)}`],
  ['pulumi-api-token', /\bpul-[a-f0-9]{40}\b/, `${'pul-'}${hex(40)}`],
  ['readme-api-token', /\brdme_[a-z0-9]{70}\b/, `${'rdme_'}${hex(70)}`],
  ['rubygems-api-token', /\brubygems_[a-f0-9]{48}\b/, `${'rubygems_'}${hex(48)}`],
  ['scalingo-api-token', /\btk-us-[\w-]{48}\b/, `${'tk-us-'}${mixed(48)}`],
  ['sendinblue-api-token', /\bxkeysib-[a-f0-9]{64}-[a-z0-9]{16}\b/i, `${'xkeysib-'}${hex(64)}-${mixed(16)}`],
  ['settlemint-personal-access-token', /\bsm_pat_[a-zA-Z0-9]{16}\b/, `${'sm_pat_'}${mixed(16)}`],
  ['shippo-api-token', /\bshippo_live_[a-fA-F0-9]{40}\b/, `${'shippo_'}live_${hex(40)}`],
  [
    'slack-config-access-token',
    /xoxe.xox[bp]-\d-[A-Z0-9]{163,166}/i,
    `${'xoxe'}.xoxb-1-${upper(100)}${upper(63)}`,
  ],
  ['sourcegraph-access-token', /\bsgp_[a-fA-F0-9]{16}_[a-fA-F0-9]{40}\b/, `${'sgp_'}${hex(16)}_${hex(40)}`],
  ['square-access-token', /\bsq0atp-[\w-]{22,60}\b/, `${'sq0atp-'}${mixed(22)}`],
  ['stripe-access-token', /\bsk_prod_[a-zA-Z0-9]{10,99}\b/, `${'sk_'}prod_${mixed(24)}`],
  ['typeform-api-token', /tfp_[\w.=-]{59}/, `${'tfp_'}${mixed(59)}`],
  ['yandex-api-key', /AQVN[\w-]{35,38}/, `${'AQVN'}${mixed(36)}`],
  ['yandex-access-token', /t1\.[\w-]+={0,2}\.[\w-]{86}={0,2}/, `t1.${mixed(20)}.${mixed(86)}`],
  [
    'microsoft-teams-webhook',
    /\.webhook\.office\.com\/webhookb2\/\S+/,
    `https://x.webhook.office.com/webhookb2/${hex(8)}-${hex(4)}/IncomingWebhook/${hex(32)}/${hex(8)}`,
  ],
];

test.each(PUBLISHED)('what the published rule %s finds is masked', (_rule, pattern, sample) => {
  expect(sample).toMatch(pattern);
  const hidden = redactSecrets(`see ${sample}, "${sample}"`);
  expect(hidden.match(/\[secret:/g)).toHaveLength(2);
  for (const part of sample.match(/[A-Za-z0-9]{20,}/g) ?? []) expect(hidden).not.toContain(part);
});
