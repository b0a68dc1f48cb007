import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Config, type ConfigSources, isLoopback, loadConfig } from './config.ts';
import { configMarkdown, readServeArguments, serveHelp } from './config-text.ts';
import { SETTINGS } from './settings.ts';

const CWD = resolve('somewhere');

const load = (sources: Partial<ConfigSources> & { readonly toml?: string } = {}) =>
  loadConfig({
    flags: sources.flags ?? {},
    env: sources.env ?? {},
    cwd: CWD,
    readFile: sources.readFile ?? ((path) => (path === join(CWD, 'wurao.toml') ? sources.toml : undefined)),
    ...(sources.terminal === undefined ? {} : { terminal: sources.terminal }),
  });

const loaded = (sources: Parameters<typeof load>[0] = {}): Config => {
  const result = load(sources);
  if (!result.ok) throw new Error(JSON.stringify(result.errors));
  return result.value;
};

const errorsOf = (sources: Parameters<typeof load>[0]) => {
  const result = load(sources);
  return result.ok ? [] : result.errors;
};

describe('loadConfig', () => {
  it('holds the promised defaults when nobody says anything', () => {
    expect(loaded()).toMatchObject({
      dataDir: join(CWD, 'data'),
      httpPort: 8080,
      httpAddress: '127.0.0.1',
      adminKey: undefined,
      law: 'cn-2020-draft',
      logLevel: 'info',
      logFormat: 'json',
      retentionMonths: 5,
      webhookPrivateAddresses: false,
      warnings: [],
    });
  });

  it('takes each setting from flag, environment, file, default, in this order', () => {
    const toml = 'data-dir = "from-file"\nlaw = "cn-2015"\n[http]\nport = 3\n[log]\nlevel = "warn"\n';
    const env = { WURAO_HTTP_PORT: '2', WURAO_LOG_LEVEL: 'error' };
    const config = loaded({ toml, env, flags: { 'http-port': '1' } });
    expect(config).toMatchObject({ httpPort: 1, logLevel: 'error', law: 'cn-2015', dataDir: join(CWD, 'from-file') });
    expect(config.origins).toMatchObject({
      httpPort: 'flag',
      logLevel: 'environment',
      law: 'file',
      httpAddress: 'default',
    });
  });

  it('takes all that a signed card needs, or nothing of it', () => {
    expect(loaded().redress).toBeUndefined();
    const env = { WURAO_REDRESS_URL: 'https://gate.example/', WURAO_REDRESS_NUMBER: '+861012345' };
    expect(errorsOf({ env })).toMatchObject([
      { field: 'redressName', remedy: expect.stringContaining('redress.name') },
      { field: 'redressCertificateUrl', remedy: expect.stringContaining('redress.certificate-url') },
      { field: 'redressKey', remedy: expect.stringContaining('redress.key') },
    ]);
    const toml = '[redress]\nname = "Gate"\ncertificate-url = "https://gate.example/c.pem"\nkey = "card.pem"\n';
    expect(loaded({ env, toml }).redress).toEqual({
      url: 'https://gate.example',
      name: 'Gate',
      email: undefined,
      number: '+861012345',
      certificateUrl: 'https://gate.example/c.pem',
      keyFile: join(CWD, 'card.pem'),
    });
  });

  it.each([
    ['redressUrl', 'url', 'http://gate.example'],
    ['redressName', 'name', 'two\\nlines'],
    ['redressEmail', 'email', 'nobody'],
    ['redressNumber', 'number', '01012345'],
    ['redressCertificateUrl', 'certificate-url', 'file:///c.pem'],
  ])('says what is wrong with %s', (field, key, text) => {
    const errors = errorsOf({ toml: `[redress]\n${key} = "${text}"\n` });
    expect(errors).toMatchObject([{ field, message: expect.stringContaining(`redress.${key}`) }]);
  });

  it('takes a PostgreSQL URL, says what is wrong with another, and repeats no password', () => {
    const url = 'postgres://wurao:hidden@db.example:5433/register';
    expect(loaded()).toMatchObject({ databaseUrl: undefined });
    expect(loaded({ toml: `[database]\nurl = "${url}"\n` })).toMatchObject({ databaseUrl: url, warnings: [] });
    expect(loaded({ flags: { 'database-url': url } }).warnings).toEqual([
      expect.stringContaining('WURAO_DATABASE_URL'),
    ]);
    for (const [wrong, said] of [
      ['mysql://wurao:hidden@db/register', 'mysql://'],
      ['postgresql://wurao:hidden@db', 'names no database'],
      ['wurao:hidden', 'scheme'],
      ['hidden', 'not a URL'],
    ] as const) {
      const errors = errorsOf({ env: { WURAO_DATABASE_URL: wrong } });
      expect(errors, wrong).toMatchObject([{ field: 'databaseUrl', message: expect.stringContaining(said) }]);
      expect(JSON.stringify(errors)).not.toContain('hidden');
    }
  });

  it('reads flags as commander names them, and takes an empty variable for silence', () => {
    expect(loaded({ flags: { httpPort: '0' }, env: { WURAO_LAW: '' } })).toMatchObject({
      httpPort: 0,
      law: 'cn-2020-draft',
    });
  });

  it('reads another file where one is named, relative to it', () => {
    const path = join(CWD, 'etc', 'mine.toml');
    const readFile = (asked: string) => (asked === path ? 'data-dir = "data"' : undefined);
    expect(loaded({ flags: { config: 'etc/mine.toml' }, readFile }).dataDir).toBe(join(CWD, 'etc', 'data'));
    expect(errorsOf({ env: { WURAO_CONFIG: 'no.toml' } })[0]?.message).toContain('there is no file');
  });

  it('reads the SIP gate: lists, doors that stay shut, files beside the one that names them', () => {
    const toml =
      '[sip]\nport = "off"\naddress = ["127.0.0.1", "::1"]\nnext-hops = ["sip:a.example", "sips:b.example"]\n';
    const tls = '[sip]\ncertificate = "gate.pem"\nkey = "gate.key"\n';
    expect(loaded({ toml }).sip).toMatchObject({
      port: undefined,
      sipsPort: undefined,
      addresses: ['127.0.0.1', '::1'],
      nextHops: ['sip:a.example', 'sips:b.example'],
    });
    expect(loaded({ env: { WURAO_SIP_NEXT_HOPS: 'sip:a.example, sip:b.example' } }).sip.nextHops).toHaveLength(2);
    expect(loaded({ toml: tls }).sip).toMatchObject({ sipsPort: 5061, tls: { certificate: join(CWD, 'gate.pem') } });
    expect(loaded({ flags: { 'sip-address': '192.0.2.1' } }).warnings.join()).toContain(
      'The SIP gate listens on 192.0.2.1',
    );
    for (const [env, field] of [
      [{ WURAO_SIP_PORT: 'of' }, 'sipPort'],
      [{ WURAO_SIP_ADDRESS: '127.0.0.1,127.0.0.1' }, 'sipAddress'],
      [{ WURAO_SIP_NEXT_HOPS: 'sip:user@a.example' }, 'sipNextHops'],
      [{ WURAO_SIP_CERTIFICATE: 'gate.pem' }, 'sipKey'],
      [{ WURAO_STIR_ANCHORS: 'anchors' }, 'stirCertificates'],
    ] as const)
      expect(errorsOf({ env }), field).toMatchObject([{ field }]);
    expect(errorsOf({ toml: '[sip]\naddress = "127.0.0.1"\n' })).toMatchObject([{ field: 'sip.address' }]);
  });

  it('writes text for a terminal unless told otherwise', () => {
    expect(loaded({ terminal: true }).logFormat).toBe('text');
    expect(loaded({ terminal: true, env: { WURAO_LOG_FORMAT: 'json' } }).logFormat).toBe('json');
  });

  it('names field, place and remedy of everything that is wrong, at once', () => {
    const errors = errorsOf({
      flags: { 'http-port': '99999' },
      env: { WURAO_LAW: 'de-2024', WURAO_HTTP_ADDRESS: 'example.org' },
    });
    expect(errors.map((error) => error.field)).toEqual(['httpPort', 'httpAddress', 'law']);
    expect(errors[0]).toMatchObject({
      message: expect.stringContaining('--http-port'),
      remedy: expect.stringContaining('65535'),
    });
    expect(errors[2]).toMatchObject({
      message: expect.stringContaining('WURAO_LAW'),
      remedy: expect.stringContaining('cn-2015'),
    });
  });

  it.each([
    ['http.prot', '[http]\nprot = 1', 'http.port'],
    ['port', 'port = 1', 'http.port'],
    ['log.levle', '[log]\nlevle = "info"', 'log.level'],
    ['colour-scheme', 'colour-scheme = 1', 'Remove it'],
  ])('answers the unknown key %s of wurao.toml with what was meant', (key, toml, meant) => {
    expect(errorsOf({ toml })).toMatchObject([{ field: key, remedy: expect.stringContaining(meant) }]);
  });

  it.each([
    ['[http]\nport = "8080"', 'http.port', 'a number'],
    ['law = 2015', 'law', 'quotes'],
    ['[webhooks]\nprivate-addresses = "yes"', 'webhooks.private-addresses', 'true or false'],
    ['[http]\nport = [1]', 'http.port', 'a number'],
  ])('refuses a value of the wrong type: %j', (toml, field, remedy) => {
    expect(errorsOf({ toml })).toMatchObject([{ field, remedy: expect.stringContaining(remedy) }]);
  });

  it('says line and column of a file that is no TOML', () => {
    expect(errorsOf({ toml: 'law = "cn-2015"\n[http\n' })).toMatchObject([
      { position: expect.stringMatching(/^2:\d+$/) },
    ]);
  });

  it('says when the file is there but cannot be read', () => {
    const readFile = (): string => {
      throw new Error('EACCES: permission denied');
    };
    expect(errorsOf({ readFile })).toMatchObject([{ message: expect.stringContaining('EACCES') }]);
  });

  it('says of an outside feed that it comes with the cluster', () => {
    expect(errorsOf({ env: { WURAO_NATS_URL: 'x://y' } })).toMatchObject([
      { message: expect.stringContaining('comes with the cluster') },
    ]);
  });

  it('keeps records at least as long as the law asks', () => {
    expect(loaded({ env: { WURAO_RETENTION_MONTHS: '12' } }).retentionMonths).toBe(12);
    expect(errorsOf({ env: { WURAO_RETENTION_MONTHS: '4' } })).toMatchObject([
      { field: 'retentionMonths', message: expect.stringContaining('cn-2020-draft') },
    ]);
  });

  it('warns of what an operator should know, and never shows the key', () => {
    const env = {
      WURAO_HTTP_ADDRESS: '0.0.0.0',
      WURAO_WEBHOOK_PRIVATE_ADDRESSES: 'true',
      WURAO_HTPP_PORT: '1',
      WURAO_SIP_PORT: '5060',
    };
    const { warnings } = loaded({ env, flags: { adminKey: 'short-key' } });
    expect(warnings).toHaveLength(5);
    expect(warnings.join()).toContain('Did you mean WURAO_HTTP_PORT?');
    expect(warnings.join()).not.toContain('short-key');
  });

  it('refuses an admin key that no header can carry, without repeating it', () => {
    const errors = errorsOf({ env: { WURAO_ADMIN_KEY: '密钥 with spaces' } });
    expect(errors).toMatchObject([{ field: 'adminKey' }]);
    expect(JSON.stringify(errors)).not.toContain('密钥');
  });

  it('knows a loopback address', () => {
    expect(['127.0.0.1', '127.1.2.3', '::1', 'localhost'].every(isLoopback)).toBe(true);
    expect(['0.0.0.0', '::', '192.168.0.1', '127.evil'].some(isLoopback)).toBe(false);
  });
});

describe('the arguments of npm start', () => {
  it('reads values apart, joined and bare', () => {
    const read = readServeArguments(['--http-port', '0', '--law=cn-2015', '--webhook-private-addresses', '--empty']);
    expect(read).toMatchObject({
      ok: true,
      value: {
        flags: { 'http-port': '0', law: 'cn-2015', 'webhook-private-addresses': 'true' },
        empty: true,
        help: false,
      },
    });
  });

  it.each([
    [['--htpp-port', '1'], '--http-port'],
    [['--law'], '--law PACK'],
    [['serve'], '--help'],
  ])('answers %j with a remedy', (args, remedy) => {
    const read = readServeArguments(args);
    expect(read.ok ? '' : read.errors[0]?.remedy).toContain(remedy);
  });

  it('lists every setting in the help', () => {
    const help = serveHelp();
    expect(SETTINGS.filter(({ flag, env }) => !help.includes(`--${flag}`) || !help.includes(env))).toEqual([]);
  });
});

describe('docs/config.md', () => {
  it('is what the table says: else run node tools/print-config.ts --write', () => {
    expect(readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'config.md'), 'utf8')).toBe(configMarkdown());
  });
});
