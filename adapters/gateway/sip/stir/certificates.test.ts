import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CertificateFolder, type CertificateFolderOptions, type CertificateFolderState } from './certificates.ts';
import { makeCertificate, makeKeys, makeOwn, textOfKey } from './testing/make-certificate.ts';

const NOW_MS = Date.UTC(2026, 10, 1);
const DAY_MS = 86_400_000;
const keys = makeKeys();
const key = textOfKey(keys.publicKey);

let root = '';
const open: CertificateFolder[] = [];
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'wurao-stir-'));
});
afterEach(() => {
  for (const folder of open.splice(0)) folder.close();
  rmSync(root, { recursive: true });
});

const put = (name: string, text: string) => writeFileSync(join(root, name), text);
const openFolder = async (more: Partial<CertificateFolderOptions> = {}) => {
  const folder = await CertificateFolder.open({ folder: root, ...more });
  open.push(folder);
  return folder;
};

test('an x5u names a file by its last segment, on whatever host; no other file is reached', async () => {
  put('a.pem', makeOwn('a', keys, NOW_MS));
  const folder = await openFolder();
  const found = [
    'https://cert.example.org/a.pem',
    'http://other.example/b/c/a.pem?v=2#x',
    'https://cert.example.org/b.pem',
    'https://cert.example.org/',
    'https://cert.example.org/../../etc/passwd',
    'https://cert.example.org/..%2Fa.pem',
  ].map((x5u) => folder.keyFor(x5u, NOW_MS));
  const unknown = 'certificate-unknown';
  expect(found).toEqual([{ key }, { key }, unknown, unknown, unknown, unknown]);
  expect(folder.state).toEqual({ certificates: 1, anchors: 0, problems: [] });
});

test('a map names files for URLs that do not', async () => {
  put('a.pem', makeOwn('a', keys, NOW_MS));
  put('x5u.map', '# ours\nhttps://cert.example.org/v1/get?id=7 a.pem\n\nnonsense\nhttps://e.example/x ../a.pem\n');
  const folder = await openFolder();
  expect(folder.keyFor('https://cert.example.org/v1/get?id=7', NOW_MS)).toEqual({ key });
  expect(folder.keyFor('https://cert.example.org/v1/get?id=8', NOW_MS)).toBe('certificate-unknown');
  expect(folder.state.problems.map(({ problem, position }) => [problem, position])).toEqual([
    ['map-line', 4],
    ['map-line', 5],
  ]);
});

test('a map that is there and cannot be read is told: the URLs in it would be unknown without a word', async () => {
  mkdirSync(join(root, 'x5u.map'));
  const folder = await openFolder();
  expect(folder.state.problems.map(({ field, problem }) => [field, problem])).toEqual([['x5u.map', 'unreadable']]);
});

test('a certificate counts from its first to its last instant', async () => {
  put('a.pem', makeOwn('a', keys, NOW_MS, { fromMs: NOW_MS, toMs: NOW_MS + DAY_MS }));
  const folder = await openFolder();
  const found = [-1, 0, DAY_MS, DAY_MS + 1].map((afterMs) =>
    folder.keyFor('https://e.example/a.pem', NOW_MS + afterMs),
  );
  expect(found).toEqual(['certificate-not-yet-valid', { key }, { key }, 'certificate-expired']);
});

test('files that are no certificate for ES256 are named, and leave the others alone', async () => {
  put('good.pem', makeOwn('good', keys, NOW_MS));
  put('half.pem', makeOwn('half', keys, NOW_MS).slice(0, 300));
  put('p384.pem', makeOwn('p384', makeKeys('P-384'), NOW_MS));
  put('long.pem', 'x'.repeat(65_537));
  const folder = await openFolder();
  expect(folder.state.problems.map(({ field, problem }) => [field, problem])).toEqual([
    ['half.pem', 'not-a-certificate'],
    ['long.pem', 'too-large'],
    ['p384.pem', 'not-p-256'],
  ]);
  const found = ['good', 'half', 'p384', 'long'].map((name) => folder.keyFor(`https://e.example/${name}.pem`, NOW_MS));
  const unusable = 'certificate-unusable';
  expect(found).toEqual([{ key }, unusable, unusable, unusable]);
});

const authority = makeKeys();
const between = makeKeys();
const YEAR = { fromMs: NOW_MS - 180 * DAY_MS, toMs: NOW_MS + 180 * DAY_MS };
const anchorPem = makeOwn('authority', authority, NOW_MS, { isAuthority: true });
const betweenPem = (isAuthority: boolean, toMs = YEAR.toMs) =>
  makeCertificate({
    subject: 'between',
    issuer: 'authority',
    subjectKey: between.publicKey,
    issuerKey: authority.privateKey,
    ...YEAR,
    toMs,
    isAuthority,
  });
const signerPem = (issuerKey = between.privateKey) =>
  makeCertificate({ subject: 'signer', issuer: 'between', subjectKey: keys.publicKey, issuerKey, ...YEAR });

test('where anchors are configured, a chain must lead to one of them', async () => {
  const anchorFolder = mkdtempSync(join(tmpdir(), 'wurao-anchors-'));
  writeFileSync(join(anchorFolder, 'root.pem'), anchorPem);
  put('chain.pem', signerPem() + betweenPem(true));
  put('short.pem', signerPem());
  put('not-an-authority.pem', signerPem() + betweenPem(false));
  put('forged.pem', signerPem(makeKeys().privateKey) + betweenPem(true));
  put('own.pem', makeOwn('authority', keys, NOW_MS, { isAuthority: true }));
  put('soon-over.pem', signerPem() + betweenPem(true, NOW_MS - DAY_MS));
  const folder = await openFolder({ anchorFolder });
  const names = ['chain', 'short', 'not-an-authority', 'forged', 'own', 'soon-over'];
  const found = names.map((name) => folder.keyFor(`https://e.example/${name}.pem`, NOW_MS));
  const untrusted = 'certificate-untrusted';
  expect(found).toEqual([{ key }, untrusted, untrusted, untrusted, untrusted, 'certificate-expired']);
  folder.close();
  rmSync(anchorFolder, { recursive: true });
});

test('what is put in, replaced or taken away counts without a restart', async () => {
  put('a.pem', makeOwn('a', keys, NOW_MS));
  let told: (state: CertificateFolderState) => void = () => {};
  const folder = await openFolder({ told: (state) => told(state) });
  const until = (right: () => boolean) =>
    new Promise<void>((done) => {
      told = () => right() && done();
    });
  const find = (name: string) => folder.keyFor(`https://e.example/${name}.pem`, NOW_MS);
  const other = makeKeys();

  const put2 = until(() => typeof find('b') === 'object');
  put('b.pem', makeOwn('b', keys, NOW_MS));
  await put2;

  const replaced = until(() => JSON.stringify(find('a')) === JSON.stringify({ key: textOfKey(other.publicKey) }));
  put('a.pem', makeOwn('a', other, NOW_MS));
  await replaced;

  const taken = until(() => find('b') === 'certificate-unknown');
  rmSync(join(root, 'b.pem'));
  await taken;
  expect(folder.state.certificates).toBe(1);
});

test('a folder that is not there is refused at the start', async () => {
  await expect(openFolder({ folder: join(root, 'nowhere') })).rejects.toThrow('nowhere');
});
