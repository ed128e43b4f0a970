import { describe, expect, test } from '@jest/globals';
import { Failure } from '../../src/core/errors.js';
import { dataFolder, readConfiguration, secretsOf, weakSecret } from '../../src/entries/configuration.js';

const pem = '-----BEGIN RSA PRIVATE KEY-----\nxyz\n-----END RSA PRIVATE KEY-----';
const secret = 'a long and varied secret';
const env = { MERGEWARDEN_APP_ID: '5', MERGEWARDEN_PRIVATE_KEY: pem, MERGEWARDEN_WEBHOOK_SECRET: secret };
const read = (changed: Record<string, string | undefined> = {}, argv: readonly string[] = [], readText: (file: string) => string | undefined = () => undefined) =>
  readConfiguration({ argv, env: { ...env, ...changed }, home: '/home/x', root: false, readText });
const problems = (changed: Record<string, string | undefined>, argv: readonly string[] = []): string => {
  try {
    read(changed, argv);
  } catch (error) {
    if (error instanceof Failure && error.code === 'CONFIGURATION') return JSON.stringify(error.data['problems']);
    throw error;
  }
  return '';
};

describe('configuration', () => {
  test('with credentials in the environment', () => {
    expect(read({ PORT: '8080', DATABASE_URL: 'postgres://u:pa%20ss-word@db/x', MERGEWARDEN_WEBHOOK_SECRET_PREVIOUS: 'the one before, just as long' })).toMatchObject({
      app: { id: 5, privateKey: pem, secrets: [secret, 'the one before, just as long'] }, port: 8080, webhookPath: '/webhook', dataFolder: '/home/x/.local/share/mergewarden',
    });
    expect(secretsOf(read({ DATABASE_URL: 'postgres://u:pa%20ss-word@db/x' }))).toEqual([secret, pem, 'pa%20ss-word', 'pa ss-word']);
  });

  test('advisories from a folder, from an export, or from both', () => {
    expect(read({ ADVISORIES_DIR: '/a', ADVISORIES_URL: 'https://export.example/osv' })).toMatchObject({ advisories: '/a', advisoriesUrl: 'https://export.example/osv' });
    expect(read({ EXPLOITED_DIR: '/e' })).toMatchObject({ exploited: '/e' });
    expect(read({ EXPLOITED_DIR: '' })).not.toMatchObject({ exploited: expect.anything() });
    expect(read({ ADVISORIES_DIR: '', ADVISORIES_URL: '' })).not.toMatchObject({ advisoriesUrl: expect.anything() });
    expect(problems({ ADVISORIES_URL: 'http://export.example' })).toContain('ADVISORIES_URL must begin with https://');
    expect(problems({ ADVISORIES_URL: 'https://me:hidden-word@export.example' })).not.toContain('hidden-word');
  });

  test('trusted roots of one\'s own, and where the public ones come from', () => {
    expect(read().trust).toBeUndefined();
    expect(read({ TRUST_TUF_URL: 'off', TRUST_FILE: '' }).trust).toEqual({ address: 'off', own: [] });
    expect(problems({ TRUST_TUF_URL: 'http://tuf.example', TRUST_FILE: '/nowhere/trust.json' })).toBe('["TRUST_TUF_URL must begin with https:// (http:// only for an address inside), or off","TRUST_FILE: trust.json cannot be read"]');
    expect(problems({ TRUST_TUF_URL: 'https://me:hidden-word@tuf.example' })).not.toContain('hidden-word');
  });

  test('how long things are kept', () => {
    expect(read().retention).toEqual({ days: 30, auditDays: 730, sightingDays: 90, factBytes: 2e9 });
    expect(read({ MERGEWARDEN_SIGHTING_DAYS: '2' }).retention.sightingDays).toBe(2);
    // A burst is told over the pull requests of a day.
    expect(problems({ MERGEWARDEN_SIGHTING_DAYS: '1' })).toContain('MERGEWARDEN_SIGHTING_DAYS must be a whole number from 2');
  });

  test('a key on one line, or in a file', () => {
    expect(read({ MERGEWARDEN_PRIVATE_KEY: pem.replaceAll('\n', '\\n') }).app?.privateKey).toBe(pem);
    expect(read({ MERGEWARDEN_PRIVATE_KEY: undefined, MERGEWARDEN_PRIVATE_KEY_FILE: '/k' }, [], (file) => (file === '/k' ? pem : undefined)).app?.privateKey).toBe(pem);
  });

  test('none at all is no error: the App is to be created; what its creation stored is read', () => {
    const none = { MERGEWARDEN_APP_ID: undefined, MERGEWARDEN_PRIVATE_KEY: undefined, MERGEWARDEN_WEBHOOK_SECRET: undefined };
    expect(read(none).app).toBeUndefined();
    const files: Record<string, string> = { '/d/app.json': JSON.stringify({ appId: 9, webhookSecret: secret, privateKeyFile: '../../etc/key.pem', apiUrl: 'https://ghe.example/api/v3' }), '/d/key.pem': pem };
    expect(read(none, ['--data', '/d'], (file) => files[file])).toMatchObject({ app: { id: 9, privateKey: pem, secrets: [secret] }, apiUrl: 'https://ghe.example/api/v3' });
  });

  test.each([
    ['a missing secret', { MERGEWARDEN_WEBHOOK_SECRET: '' }, 'MERGEWARDEN_WEBHOOK_SECRET is missing'],
    ['the default secret', { MERGEWARDEN_WEBHOOK_SECRET: 'development' }, 'well-known default'],
    ['a short secret', { MERGEWARDEN_WEBHOOK_SECRET: 'abc123' }, 'shorter than 16'],
    ['one letter many times', { MERGEWARDEN_WEBHOOK_SECRET: 'aaaaaaaaaaaaaaaaaaaaaaaa' }, 'too few characters'],
    ['a weak former secret', { MERGEWARDEN_WEBHOOK_SECRET_PREVIOUS: 'secret' }, 'MERGEWARDEN_WEBHOOK_SECRET_PREVIOUS is a well-known'],
    ['no key', { MERGEWARDEN_PRIVATE_KEY: '' }, 'private key in PEM'],
    ['an id that is none', { MERGEWARDEN_APP_ID: 'x' }, 'MERGEWARDEN_APP_ID'],
    ['another database', { DATABASE_URL: 'mysql://x' }, 'DATABASE_URL'],
    ['a port that is none', { PORT: '99999' }, 'PORT'],
    ['a path that is taken', { MERGEWARDEN_WEBHOOK_PATH: '/metrics' }, 'MERGEWARDEN_WEBHOOK_PATH'],
    ['an installation that is none', { MERGEWARDEN_INSTALLATIONS: 'acme, not/anybody' }, 'MERGEWARDEN_INSTALLATIONS'],
    ['a star for all installations', { MERGEWARDEN_INSTALLATIONS: '*' }, 'MERGEWARDEN_INSTALLATIONS'],
    ['an id that is not one', { MERGEWARDEN_INSTALLATIONS: '007' }, 'MERGEWARDEN_INSTALLATIONS'],
    ['a list that names nobody', { MERGEWARDEN_INSTALLATIONS: ' , ' }, 'MERGEWARDEN_INSTALLATIONS'],
    ['a level that is none', { MERGEWARDEN_LOG_LEVEL: 'loud' }, 'MERGEWARDEN_LOG_LEVEL'],
  ])('refuses %s, without showing a value', (_, changed, word) => {
    const said = problems(changed);
    expect(said).toContain(word);
    for (const value of Object.values(changed)) if (value.length > 6 && value !== 'development') expect(said).not.toContain(value);
  });

  test.each([
    [undefined, undefined], ['', undefined], ['  ', undefined], ['12', { ids: [12], accounts: [] }], ['acme, 12 Other-Org,some_enterprise', { ids: [12], accounts: ['acme', 'Other-Org', 'some_enterprise'] }],
  ])('installations %j: %j', (text, list) => {
    expect(read({ MERGEWARDEN_INSTALLATIONS: text }).installations).toEqual(list);
  });

  test('tells everything at once, and refuses options it does not know', () => {
    expect(JSON.parse(problems({ MERGEWARDEN_WEBHOOK_SECRET: '', PORT: 'x' }))).toHaveLength(2);
    expect(problems({}, ['--nonsense'])).toContain('--data and --port');
  });

  test.each([
    [{ env: { XDG_DATA_HOME: '/xdg' } }, undefined, '/xdg/mergewarden'], [{ env: { XDG_DATA_HOME: 'relative' } }, undefined, '/home/x/.local/share/mergewarden'],
    [{ root: true }, undefined, '/var/lib/mergewarden'], [{}, '/given', '/given'], [{ env: { MERGEWARDEN_DATA: '/named' } }, undefined, '/named'],
  ])('the data folder of %j', (changed, given, expected) => {
    expect(dataFolder({ argv: [], env: {}, home: '/home/x', root: false, ...changed }, given)).toBe(expected);
  });

  test.each([['It-Is-A-Secret-To-Everybody', 'default'], ['0123456789abcdef', undefined], ['0123456789abcde', 'short']])('the secret %s is %s', (value, expected) => {
    expect(weakSecret(value)).toBe(expected);
  });
});
