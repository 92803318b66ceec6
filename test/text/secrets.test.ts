import { describe, expect, it } from 'vitest';
import { redactSecrets, secretSpans } from '../../src/text/secrets.js';

// Put together at run time, so that no scanner takes the fixtures for leaked keys.
const letters = (length: number): string => 'aB3dE6gH9jK2mN5p'.repeat(8).slice(0, length);
const dash = '-----';
const pem = (body: string): string =>
  `${dash}BEGIN RSA PRIVATE KEY${dash}${body}${dash}END RSA PRIVATE KEY${dash}`;

describe('redactSecrets', () => {
  it.each([
    ['an Anthropic key', `key ${'sk-'}ant-api03-${letters(40)}.`, 'key [secret:53 chars].'],
    ['an OpenAI key', `${'sk-'}${letters(48)}`, '[secret:51 chars]'],
    ['an OpenAI project key', `"${'sk-'}proj-${letters(60)}"`, '"[secret:68 chars]"'],
    ['a Google key', `${'AIza'}${letters(35)}`, '[secret:39 chars]'],
    ['a GitHub token', `${'ghp_'}${letters(36)}`, '[secret:40 chars]'],
    ['an AWS key id', `id=${'AKIA'}ABCDEFGHIJ234567`, 'id=[secret:20 chars]'],
    ['a Slack token', `${'xoxb'}-123456789012-${letters(10)}`, '[secret:28 chars]'],
    ['a signed token', `${'eyJ'}${letters(20)}.eyJ${letters(20)}.${letters(20)}`, '[secret:68 chars]'],
    ['a bearer token', `Authorization: Bearer ${letters(20)}`, 'Authorization: Bearer [secret:20 chars]'],
    ['a header in JSON', `{"x-api-key":"${letters(12)}"}`, '{"x-api-key":"[secret:12 chars]"}'],
    [
      'a header in JSON in JSON',
      `{\\"x-api-key\\": \\"${letters(12)}\\"}`,
      '{\\"x-api-key\\": \\"[secret:12 chars]\\"}',
    ],
    ['cookies', 'Cookie: sid=abcd1234; theme=dark\nHost: x', 'Cookie: [secret:24 chars]\nHost: x'],
    [
      'an environment file',
      `OPENAI_API_KEY=${letters(12)}\nPORT=80`,
      'OPENAI_API_KEY=[secret:12 chars]\nPORT=80',
    ],
    [
      'a quoted environment value',
      `export DB_PASSWORD="hunter2hunter2"`,
      'export DB_PASSWORD="[secret:14 chars]"',
    ],
    ['a JSON field', '{"password": "correcthorse"}', '{"password": "[secret:12 chars]"}'],
    ['a token field', `{"access_token":"${letters(20)}"}`, '{"access_token":"[secret:20 chars]"}'],
    [
      'a key in a path',
      `/home/me/${'sk-'}ant-api03-${letters(40)}.jsonl`,
      '/home/me/[secret:53 chars].jsonl',
    ],
    ['a key in a name', `mcp__${'ghp_'}${letters(36)}`, 'mcp__[secret:40 chars]'],
    [
      'keys in a query',
      `https://x.test/a?api_key=${letters(12)}&page=2&access_token=${letters(20)}#top`,
      'https://x.test/a?api_key=[secret:12 chars]&page=2&access_token=[secret:20 chars]#top',
    ],
    ['an option', 'mysql --db-password Zq7Rk2Tm9X', 'mysql --db-password [secret:10 chars]'],
    ['a password in a URL', 'postgres://me:s3cret@db/x', 'postgres://me:[secret:6 chars]@db/x'],
    [
      'a bot in an address',
      `https://api.telegram.org/bot1234567890:AA${letters(33)}/x`,
      'https://api.telegram.org/bot[secret:46 chars]/x',
    ],
    ['a member', 'openai.api_key = "Zq7Rk2Tm9X"', 'openai.api_key = "[secret:10 chars]"'],
    ['a member in YAML', 'config.password: Zq7Rk2Tm9X', 'config.password: [secret:10 chars]'],
    ['a camel', 'dbPassword: Zq7Rk2Tm9X', 'dbPassword: [secret:10 chars]'],
    ['a short name', 'pass: Zq7Rk2Tm9X PASS=Zq7Rk2Tm9X', 'pass: [secret:10 chars] PASS=[secret:10 chars]'],
    ['a name in one word', 'PGPASSWORD=Zq7Rk2Tm9X psql', 'PGPASSWORD=[secret:10 chars] psql'],
    ['words', 'password: correcthorsebattery', 'password: [secret:19 chars]'],
    ['letters', `api_key=${'abcdefghijklm'.repeat(2)}`, 'api_key=[secret:26 chars]'],
    ['what stands behind an ampersand', 'password: Tr0ub4dor&3xyzzy.', 'password: [secret:17 chars]'],
    ['what stands behind a comma', 'password=hunter2,moreStuff99', 'password=[secret:19 chars]'],
    ['a value with blanks', 'password = "my pass;word 1"', 'password = "[secret:14 chars]"'],
    ['a value with a hash', 'password: s3cr#t-Long-Pass', 'password: [secret:16 chars]'],
    ['an at in a URL', 'postgres://me:pa@ss1word99@db/x', 'postgres://me:[secret:12 chars]@db/x'],
    ['an option with blanks', 'curl -u "me:pass word1" x', 'curl -u "me:[secret:10 chars]" x'],
    ['an option for a proxy', 'curl --proxy-user me:x http', 'curl --proxy-user me:[secret:1 chars] http'],
    ['a header of a vault', 'X-Vault-Token: s.Zq7Rk2Tm9X', 'X-Vault-Token: [secret:12 chars]'],
    ['an account', `{"AccountKey": "${letters(40)}=="}`, '{"AccountKey": "[secret:42 chars]"}'],
    [
      'escaped slashes',
      `hooks.slack.com\\/services\\/T0AB1\\/B0CD2\\/${letters(24)}`,
      'hooks.slack.com\\/services\\/T0AB1\\/[secret:31 chars]',
    ],
    [
      'netrc',
      'machine h login me account a password Zq7Rk2Tm',
      'machine h login me account a password [secret:8 chars]',
    ],
    [
      'netrc, the other way',
      'machine h\\n  password "Zq7 Rk2" login me',
      'machine h\\n  password "[secret:7 chars]" login me',
    ],
  ])('masks %s', (_name, text, shown) => expect(redactSecrets(text)).toBe(shown));

  const value = 'Zq7Rk2Tm9XbV4nW8sYc1';
  it.each([
    '--token=§',
    '--token §',
    'token=§',
    'Server=h;Uid=sa;Pwd=§;',
    'token: §',
    '"token": "§"',
    'DISCORD_TOKEN: §',
    'PRIVATE-TOKEN: §',
    'X-Gw-Sig: §',
    'X-Client-Cred: §',
    '-H "X-Pass: §"',
    'https://§@git.example/x',
    'secret = "§"',
    'credentials: §',
    '<password>§</password>',
    'password: |\n  §',
    'password: |\\n  §',
    '_auth=§==',
    'requirepass §',
    "identified by '§'",
    'sshpass -p § ssh me@h',
    'mysql -u root -p§ db',
    'ops_eyJ§',
    'GOCSPX-§',
    'nvapi-§',
    'tvly-dev-§',
    'NRAK-ZQ7RK2TM9XBV4NW8SYC1A2B3C4D',
    'figd_§§',
    'pscale_tkn_§§',
    'sntrys_eyJ§§§',
    `PMAK-${'0123456789abcdef'.repeat(2).slice(0, 24)}-${'0123456789abcdef'.repeat(3).slice(0, 34)}`,
    `lsv2_pt_${'0123456789abcdef'.repeat(2)}_0123456789`,
    's.Zq7Rk2Tm9XbV4nW8sYc1aB2d',
    `${'ATATT3'}xFfGF0§§§`,
    `EAAA${'aB3dE6gH9jK2mN5p'.repeat(4).slice(0, 60)}`,
    'token: bbgsbpqvwyaoynooavhgmgnj',
    '--token=CnMWjmyXfrijAoiAkFVLskBnPUVSnQ',
    'https://bbgsbpqvwyaoynooavhgmgnj@git.example/x',
    // Signs of assignment.
    'password := "§"',
    'secret := §',
    ':password => "§"',
    "'password' => '§'",
    '[password] => §',
    '$config["password"] = "§"',
    '$password = "§";',
    'os.environ.get("DB_PASSWORD", "§")',
    'process.env.DB_PASSWORD || "§"',
    '$' + '{DB_PASSWORD:-§}',
    'headers.append("X-Api-Key", "§")',
    'setPassword("§")',
    "ALTER USER x WITH PASSWORD '§'",
    // Types.
    'const password: string = "§"',
    'password: str = "§"',
    'let password: &\'static str = "§"',
    'let token: Option<String> = Some("§")',
    'var password string = "§"',
    'char password[32] = "§";',
    'password = b"§"',
    'password = String::from("§")',
    'password = """§"""',
    'password: `§`',
    // Elements and attributes.
    '<db:password type="plain">§</db:password>',
    '<Password><![CDATA[§]]></Password>',
    '\\u003cpassword\\u003e§\\u003c/password\\u003e',
    '&lt;password&gt;§&lt;/password&gt;',
    '<user password="§"/>',
    '<add key="ClearTextPassword" value="§" />',
    '<string name="api_key">§</string>',
    '<key>Password</key>\n\t<string>§</string>',
    '<input type="password" name="q" value="§">',
    '<input autocomplete="current-password" value="§">',
    '<meta name="csrf-token" content="§">',
    // Pairs.
    '{"name":"Authorization","value":"Bearer §"}',
    '{\\"name\\":\\"X-Api-Key\\",\\"value\\":\\"§\\"}',
    '{"Key":"password","Value":"§"}',
    '- name: DB_PASSWORD\\n  value: §',
    '- value: §\n  name: DB_PASSWORD',
    'key=API_KEY value=§',
    'value=§ key=API_KEY',
    // Shells.
    'setx /M API_KEY "§"',
    'set -gx GITHUB_TOKEN §',
    'ENV DB_PASSWORD §',
    'aws configure set aws_secret_access_key §',
    'gh secret set DB_PASSWORD --body §',
    'npm config set //registry.npmjs.org/:_authToken §',
    'SetEnvironmentVariable("API_KEY", "§", "User")',
    'ConvertTo-SecureString "§" -AsPlainText',
    'New-Thing -Password §',
    'java -Dspring.datasource.password=§',
    // Escapes.
    '"password": "pass\\"word §"',
    '{\\\\\\"password\\\\\\":\\\\\\"§\\\\\\"}',
    `"password":"it's §"`,
    'password: $Zq7Rk2!x',
  ])('masks what %s holds', template => {
    const masked = redactSecrets(`before ${template.replaceAll('§', value)} after`);
    expect(masked).toMatch(/^before .*\[secret:\d+ chars\].* after$/s);
    expect(masked).not.toMatch(/Zq7Rk2|ZQ7RK2|0123456789|aB3dE6|bbgsb|CnMWj/);
  });

  it.each(['AQ.', 'pplx-', 'fw_', 'hvs.', 'ntn_', 'dp.pt.'])('masks %s… in a name', prefix => {
    expect(redactSecrets(`tools[B_${prefix}${letters(44)}]`)).toBe(
      `tools[B_[secret:${prefix.length + 44} chars]]`,
    );
  });

  it('masks a private key, with real or escaped line breaks, or cut off', () => {
    const body = `\n${letters(64)}\n${letters(20)}==\n`;
    const shown = `${dash}BEGIN RSA PRIVATE KEY${dash}[secret:${body.length} chars]`;
    expect(redactSecrets(pem(body))).toBe(`${shown}${dash}END RSA PRIVATE KEY${dash}`);
    expect(redactSecrets(pem(body.replaceAll('\n', '\\n')))).not.toContain(letters(16));
    expect(redactSecrets(pem(body).slice(0, 80))).not.toContain(letters(16));
    const headers = `\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,0123456789ABCDEF\n\n${letters(64)}\n`;
    expect(redactSecrets(pem(headers))).not.toContain(letters(16));
    for (const armour of [
      `${dash}BEGIN PGP PRIVATE KEY BLOCK${dash}\nVersion: GnuPG v2.2.1 (Linux)\nComment: https://x.test\n\n${letters(64)}\n`,
      `---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\nComment: "rsa key, mine"\n${letters(64)}\n`,
      `PuTTY-User-Key-File-3: ssh-rsa\nPrivate-Lines: 1\n${letters(64)}\n`,
    ]) {
      expect(redactSecrets(armour)).not.toContain(letters(16));
      expect(redactSecrets(armour.replaceAll('\n', '\\n'))).not.toContain(letters(16));
    }
  });

  it.each([
    ['an md5', 'd41d8cd98f00b204e9800998ecf8427e'],
    ['a sha256', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    ['a git commit', 'commit 8a8de82f00b204e9800998ecf8427e1234567890'],
    ['a uuid', '"session_id": "7f3a2c11-9d1e-4b6f-8c21-0d2f6a4be901"'],
    ['a tool call id', 'toolu_01A09q90qw90lq917835lq9 call_abc123DEF456ghi789JKL012'],
    ['base64 data', `data:image/png;base64,${letters(120)}`],
    ['an integrity hash', `sha512-${letters(80)}==`],
    ['words with a dash', 'risk-assessment-of-the-whole-thing-2026 task-ant-farm-management-service-01'],
    ['a class of a style sheet', 'sk-folding-cube-container-wrapper-element-9'],
    [
      'names that are often no secret',
      'token: string, token = next(tokens1), token: PersonalAccessTokenProvider, token = nextTokenOfTheStream(), "token": null, secret: required, credentials: include, stop_token: <|end_of_text_1|>, page_token=2',
    ],
    ['members', 'this.s.Zq7Rk2Tm9XbV4nW8sYc1aB2d, s.length1, props.s.a1B2'],
    ['base64 that begins like a key', `EAAA${letters(80)}`],
    ['an address with a name', 'https://my-own-user-name-here@git.example/x'],
    ['an option without a value', 'mysql -p db, sshpass -e ssh, --token="$TOKEN1234"'],
    ['limits', '"max_tokens": 4096, "token": 12, tokens=1234567890, MAX_TOKENS=100000000'],
    ['prose', 'Bearer authentication is required. Cookie: none. Authorization: see section 3.'],
    ['a schema', '{"api_key":{"type":"string","description":"The API key to use"}}'],
    [
      'names of secrets',
      'API_KEY=$OPENAI_API_KEY API_KEY=<your-key-here> API_KEY=$' + '{API_KEY} API_KEY=your-api-key',
    ],
    ['code', 'const API_KEY = process.env.API_KEY; AUTH_TOKEN = os.environ["AUTH_TOKEN"]'],
    ['a URL with a port', 'http://localhost:8080/a@b'],
    ['a folder', 'pwd=/home/me/project1 PWD=./a1/b2c3d4 pwd: ~/project12'],
    ['numbers of a user', 'docker run -u 1000:1000 x, docker run -u node:node x'],
    ['a branch', 'git push -u origin:main2'],
    [
      'names of a program',
      'api_key: config.apiKey1, password=getPassword1() password: SecureStringValue, dbPassword: authenticationRequired',
    ],
    ['a method', 'NSMutableAttributedString.append.somethingVeryVeryLongName123'],
    ['what tests print', 'PASS: tests/foo_1.t PASS: 120 of 120, bypass: 1234567 compass=heading270'],
    [
      'types of a password',
      'password: string; password?: string | null; passwordField: TextInput, password: Uint8Array, password: Optional[str] = None',
    ],
    [
      'a template of a header',
      "'proxy-authorization': `Basic $" + "{Buffer.from('user:pass').toString('base64')}`",
    ],
    ['an element without an end', '`<key>password</key><string>`.\nconst content1 = a < b'],
    ['parameters', 'def f(user: str, password: str = "", token: str | None = None) -> str:'],
    ['schemas', 'password: z.string().min(8), password: Joi.string1().required(), "password": "string"'],
    ['columns', 'password VARCHAR(255) NOT NULL, token varchar(255)'],
    ['functions', 'secret => doSomething(), (password) => hash1(password), token => token.length > 10'],
    ['a walrus', 'if (password := get()) or (token := next1())'],
    ['members of a list', 'password: users[0].password, password = sys.argv[1]'],
    [
      'a form',
      '<input type="password" name="password" value="" id="password1" autocomplete="current-password" placeholder="Enter your password">',
    ],
    ['labels', '"password": "Enter your password", <Password>Forgot your password?</Password>'],
    ['keys of a store', 'const STORAGE_KEY = "app.settings.theme1"; CACHE_KEY = buildCacheKey(x1)'],
    ['keys that are none', 'primaryKey: user12345, cache_key: abc123def456ghi, monkey = banana123456'],
    [
      'a reference',
      '- name: DB_PASSWORD\n  valueFrom:\n    secretKeyRef:\n      name: db1\n- name: PORT\n  value: port12345678',
    ],
    ['two parameters', '{"name":"password","in":"query"},{"name":"page","value":"abc123456789"}'],
    ['folders of secrets', 'secret: /run/secrets/db_password1, token = /home/me/tok1234567'],
    ['sentences', 'the passphrase: the one that you have set before. The password: is required'],
    [
      'sentences with is',
      'the password is required. Its passphrase is: never stored, the passphrase is base64-encoded, the password is sha256-hashed; password is 12, password was changed on 2026-11-27, api_key is https://example.com/keys1',
    ],
    ['ways to sign in', '"auth": "middlewareHandler1", auth: bcrypt10, token_type: bearer'],
    ['a hash with a name', 'cache-key-0a1b2c3d4e5f67890a1b2c3d4e5f6789, key: 0a1b2c3d4e5f6789'],
    ['commands', 'kubectl get secret my-secret1 -o yaml; ENV NODE_ENV production1'],
    ['templates', 'password: $' + '{{ secrets.DB_PASSWORD1 }}, password: %PASSWORD1%, api_key: YOUR_API_KEY'],
    ['a comparison', 'if (password === expected1234) return'],
    ['a mention of a private key', `${dash}BEGIN PRIVATE KEY${dash}"`],
  ])('leaves %s alone', (_name, text) => expect(redactSecrets(text)).toBe(text));

  it.each([
    'passphrase is: ',
    'The password is ',
    'db_password was ',
    'pwd is ',
    'the API_KEY is:\n',
    'password IS :\\n',
  ])('masks what a sentence gives to a name: %j', before => {
    const secret = 'Wombat77' + 'Trombone';
    expect(redactSecrets(`${before}${secret} and on`)).not.toContain(secret);
    expect(redactSecrets(`${before}${secret} and on`)).toContain(' and on');
  });

  it('masks a secret inside of another once', () => {
    expect(redactSecrets(`Cookie: a=Bearer ${letters(20)}; b=1`)).toBe('Cookie: [secret:34 chars]');
  });

  it('says where, first to last, without overlaps', () => {
    const text = `Bearer ${letters(20)} Authorization: Bearer ${'sk-'}ant-${letters(30)}`;
    const spans = secretSpans(text);
    expect(spans.map(({ start, end }) => text.slice(start, end))).toEqual([
      letters(20),
      `sk-ant-${letters(30)}`,
    ]);
  });

  it('does not hang on a megabyte of hostile text', () => {
    const started = performance.now();
    for (const piece of [
      'password:"',
      'name=password ',
      'value=x name="password" ',
      '<entry key="password"',
      'password: a | b',
      'vca_',
      'glrt-_',
      'setx password ',
      `${dash}BEGIN PRIVATE KEY${dash}\n`,
      'cookie: ',
      'a:b://',
      'Bearer ',
      'A_',
      '\\"',
      'eyJaaaaaaaa.',
      'sk-',
      'x-a-',
      'token: ',
      'secret_',
      '<password>',
      'password: |\n',
      'a1B2',
    ])
      redactSecrets(piece.repeat(1_000_000 / piece.length));
    // Each takes a fraction of a second; what looks at a text again and again takes minutes.
    expect(performance.now() - started).toBeLessThan(30_000);
  });
});
