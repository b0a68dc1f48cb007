// A world in which everything that people can write is markup, or looks like a place that a program fills.
import { handOf } from './hand.ts';
import { holdImport } from './held-import.ts';
import { PERSON, personOf } from './my-stage.ts';
import type { SampleHouse } from './sample-house.ts';
import { CARRIER, madeBy } from './watched-world.ts';

/** Closes an attribute, plants an element, runs if it can, and asks to be filled in or counted out. */
export const EVIL =
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is to look like a place that a program fills
  '"><img src=x onerror="window.struck=1"><script>window.struck=1</script>${7*7}{{7*7}}$t(common:change.cancel)$&';
/** For fields that hold little. */
export const EVIL_SHORT = '<img src=x>{{7}}$&';

/** What was written into this field: its name goes before the markup, so that a test knows which it sees. */
export const evil = (field: string): string => {
  WRITTEN.add(field);
  return `${field}${EVIL}`;
};
/** The name of a file holds no slash. */
export const evilFile = (field: string): string => evil(field).replaceAll('/', '');

/** Every field that was written. */
export const WRITTEN = new Set<string>();

/** In a content braces are places, which have to be declared. */
export const evilContent = (field: string): string => evil(field).replaceAll(/\$?\{+7\*7\}+/g, '');

export const BANK = 'merchant-sample-bank';
const LINE = 'line-sample-1';
const PORT = '106911112222';
const SCOPE = { purposes: ['marketing'], categories: ['loan'], channels: ['voice'] };
const NUMBER_OF = { stranger: '+8613800000012', customer: '+8613800000009' } as const;
const DAY_MS = 86_400_000;

/** Everybody who has a name gets another. */
const rename = async ({ admin }: SampleHouse): Promise<void> => {
  const made = madeBy(admin);
  const categories = ['loan', 'insurance', 'other'];
  await made('/v1/merchants', { id: BANK, name: evil('bank'), categories, signatures: [EVIL_SHORT, '样例银行'] });
  await made('/v1/parties', { id: CARRIER, name: evil('carrier'), kind: 'carrier' });
  await made('/v1/parties', { id: 'party-with-markup', name: evil('provider'), kind: 'line-provider' });
  const entry = {
    addresses: [],
    certificates: [],
    digest: { user: EVIL_SHORT, realm: 'a.example', password: 'four words of one' },
  };
  await made('/v1/lines', {
    id: LINE,
    name: evil('line'),
    class: 'access',
    chain: [CARRIER, 'party-with-markup'],
    enforcement: { mode: 'enforce' },
    entry,
    sip: { mode: 'redirect', nextHops: ['sip:a.example'], redress: 'https://a.example/redress' },
  });
  await made('/v1/members', { name: 'markup', displayName: evil('member'), role: 'handler' });
};

/** What the bank says: permissions, texts, a form. */
const write = async (house: SampleHouse, key: string) => {
  const { admin } = house;
  const made = madeBy(admin.as(key));
  const evidence = { reference: evil('evidence') };
  const basis = { ...SCOPE, subscriber: PERSON, method: 'web-form', evidence, from: '2026-01-01T00:00:00Z' };
  const consent = await made('/v1/consents', { ...basis, words: evil('consent') });
  const ended = await made('/v1/consents', { ...basis, purposes: ['care'], words: evil('ended') });
  await made(`/v1/consents/${ended.id}/withdrawal`, { words: evil('withdrawal') });
  const text = { channel: 'voice', purpose: 'service', category: 'loan' };
  const content = await made('/v1/contents', { ...text, text: evilContent('content') });
  await madeBy(admin)(`/v1/contents/${content.id}/review`, { approve: false, note: evil('review') });
  await made('/v1/contents', { ...text, text: evilContent('submitted') });
  const words = { zh: evil('form'), en: evil('form') };
  const form = { ...SCOPE, title: { zh: evil('title'), en: evil('title') }, words, origins: ['https://shop.example'] };
  return {
    consent: consent.id,
    ended: ended.id,
    content: content.id,
    form: (await made('/v1/consent-forms', form)).id,
  };
};

const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');

const keepPicture = async ({ url }: SampleHouse, key: string) => {
  const response = await fetch(`${url}/v1/attachments?type=image/png`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/octet-stream' },
    body: PNG,
  });
  return (await response.json()) as object;
};

/** Complaints through every step that takes words. */
const complain = async (house: SampleHouse, bankKey: string) => {
  const handler = await handOf(house, 'handler');
  const carrier = await handOf(house, 'carrier', { party: CARRIER });
  const person = await personOf(house, PERSON);
  const at = new Date().toISOString();
  const said = { reported: '95000', channel: 'sms', at, category: 'loan', province: '110000' };
  const picture = { ...(await keepPicture(house, handler.key)), name: evilFile('picture') };
  const byHandler = madeBy(handler.api);
  const file = async (more: object): Promise<{ readonly id: string; readonly case: string }> => {
    const { id, case: of } = await byHandler('/v1/complaints', { ...said, ...more });
    return { id, case: String(of) };
  };
  const words = { text: evil('message'), description: evil('description') };
  const { id, case: upheld } = await file({ ...words, complainant: PERSON, attachments: [picture] });
  const step = (by: Parameters<typeof madeBy>[0], of: string, input: string, more: object = {}) =>
    madeBy(by)('/v1/cases/steps', { cases: [of], input, ...more });
  await step(handler.api, upheld, 'forward', { party: { kind: 'merchant', id: BANK } });
  await byHandler(`/v1/cases/${upheld}/pause`, { reason: evil('pause') });
  await byHandler(`/v1/cases/${upheld}/resumption`, { words: evil('resumption') });
  const answer = { text: evil('answer'), attachments: [{ ...picture, name: evilFile('proof') }] };
  await step(house.admin.as(bankKey), upheld, 'answer', { answer });
  await byHandler(`/v1/cases/${upheld}/notes`, { text: evil('note') });
  await step(handler.api, upheld, 'reject', { reason: evil('judged') });
  await madeBy(person.api)(`/v1/complaints/${id}/appeal`, { reason: evil('appeal') });
  const rejected = await file({ ...words, complainant: PERSON, reported: '4000000005' });
  await step(handler.api, rejected.case, 'forward', { party: { kind: 'merchant', id: BANK } });
  await step(house.admin.as(bankKey), rejected.case, 'answer', { answer: { text: evil('answer') } });
  await step(handler.api, rejected.case, 'reject', { reason: evil('judged') });
  const owed = await file({ complainant: NUMBER_OF.customer, reported: '4000000006', ...words });
  await step(handler.api, owed.case, 'forward', { party: { kind: 'merchant', id: BANK } });
  await step(house.admin.as(bankKey), owed.case, 'answer', { answer: { text: evil('answer') } });
  await step(handler.api, owed.case, 'uphold', { reason: evil('upheld') });
  const open = await file({ complainant: PERSON, reported: '4000000003', ...words });
  await step(handler.api, open.case, 'forward', { party: { kind: 'merchant', id: BANK } });
  const put = await file({ complainant: PERSON, reported: '4000000004', ...words });
  await step(handler.api, put.case, 'forward', { party: { kind: 'party', id: CARRIER } });
  const asked = await file({ complainant: NUMBER_OF.customer, reported: '95001', ...words });
  await step(handler.api, asked.case, 'forward', { party: { kind: 'party', id: CARRIER } });
  await step(carrier.api, asked.case, 'answer', { answer: { text: evil('carrier-answer') } });
  const scope = { purposes: ['marketing'], categories: ['loan'], channels: ['sms'], from: '2020-01-01T00:00:00Z' };
  await madeBy(house.admin)('/v1/filings', { ...scope, caller: PORT, merchant: BANK, line: LINE });
  const port = { subscriber: NUMBER_OF.stranger, port: PORT, text: evil('reported'), at };
  await madeBy(house.admin)('/v1/message-reports', port);
  const ids = {
    complaint: id,
    rejected: rejected.id,
    case: upheld,
    asked: asked.case,
    open: open.case,
    put: put.case,
    owed: owed.case,
  };
  return { handler, person, ids };
};

/** Sanctions with reasons, and what is said against them and against a refusal. */
const limit = async (house: SampleHouse, bankKey: string, ground: string) => {
  const regulator = await handOf(house, 'regulator');
  const made = madeBy(regulator.api);
  const grounds = [{ kind: 'case', id: ground }];
  const words = { grounds, note: evil('sanction'), clause: EVIL_SHORT };
  const target = { kind: 'merchant', id: BANK };
  const fine = await made('/v1/sanctions', { ...words, kind: 'fine', target, amountYuan: 20_000 });
  await made('/v1/sanctions/steps', { ids: [fine.id], input: 'notice', reason: evil('notice') });
  const bound = { ...words, kind: 'cap', perDay: 1_000_000, termDays: 30, impose: true };
  const cap = await made('/v1/sanctions', { ...bound, target: { kind: 'number', id: '95000' } });
  const against = { ids: [cap.id], input: 'appeal', reason: evil('against') };
  await madeBy(house.admin.as(bankKey))('/v1/sanctions/steps', against);
  const lifted = await made('/v1/sanctions', { ...bound, target: { kind: 'number', id: '95001' } });
  await made('/v1/sanctions/steps', { ids: [lifted.id], input: 'lift', reason: evil('lifted') });
  const bind = await made('/v1/sanctions', { ...bound, target });
  return { fine: fine.id, cap: cap.id, lifted: lifted.id, bound: bind.id };
};

const decide = async ({ admin }: SampleHouse) => {
  const call = {
    channel: 'voice',
    caller: '95000',
    callee: PERSON,
    line: LINE,
    purpose: 'marketing',
    category: 'loan',
  };
  const attempt = await madeBy(admin)('/v1/decisions', call);
  await madeBy(admin)('/v1/decisions', { ...call, callee: NUMBER_OF.stranger });
  return { attempt: attempt.id };
};

/** One that was answered, not believed, answered again and brought to a handler; one that was answered; one that waits. */
const inquire = async (house: SampleHouse, bankKey: string, person: Parameters<typeof madeBy>[0]) => {
  const ask = async (merchant: string): Promise<string> => (await madeBy(person)('/v1/inquiries', { merchant })).id;
  const step = (by: Parameters<typeof madeBy>[0], id: string, of: object) =>
    madeBy(by)(`/v1/inquiries/${id}/steps`, of);
  const answer = { source: 'supplier', supplier: evil('supplier'), text: evil('source') };
  const inquiry = await ask(BANK);
  await step(house.admin.as(bankKey), inquiry, { input: 'answer', answer });
  await step(person, inquiry, { input: 'object', reason: evil('objection') });
  await step(house.admin.as(bankKey), inquiry, { input: 'answer', answer });
  await step(person, inquiry, { input: 'escalate', reason: evil('escalated') });
  await madeBy(house.admin)('/v1/inquiries', { subscriber: NUMBER_OF.stranger, merchant: BANK });
  return { inquiry };
};

export type MarkupIds = Readonly<Record<string, string>>;

/** Writes into every field of the API that a page shows; answers the ids of what the pages are about. */
export const fillMarkupWorld = async (house: SampleHouse): Promise<MarkupIds> => {
  await rename(house);
  const bank = await handOf(house, 'merchant', { party: BANK, lines: [LINE] });
  const { attempt } = await decide(house);
  await bank.api.post('/v1/pledges', { yuan: 100 });
  const { consent, ended, content, form } = await write(house, bank.key);
  const { handler, person, ids } = await complain(house, bank.key);
  const sanctions = await limit(house, bank.key, ids.asked);
  const inquiries = await inquire(house, bank.key, person.api);
  const held = await holdImport(house, bank, evil('import'));
  const incomplete = await madeBy(person.api)('/v1/complaints', { reported: '4000000002', channel: 'voice' });
  const period = new Date(Date.now() - 32 * DAY_MS).toISOString().slice(0, 7);
  const by = madeBy((await handOf(house, 'regulator')).api);
  await by('/v1/bulletins', { period });
  const since = new Date(Date.now() - DAY_MS).toISOString();
  const replay = await by('/v1/replays', { law: 'cn-2015', since });
  await madeBy(handler.api)(`/v1/imports/${held}/review`, { decision: 'release', rows: [0], reason: evil('released') });
  const of = { ...ids, answered: ids.case, basis: consent, consent, ended, content, form, attempt };
  const more = { incomplete: incomplete.id, ...inquiries, held, period, replay: replay.id };
  return { ...of, ...more, ...sanctions, sanction: sanctions.cap };
};
