// The page of a consent form: one step after the other. The session that the code opens lives in this page alone.
const page = document.body.dataset;
const byId = (id) => document.getElementById(id);
const STEPS = ['choose', 'ended', 'ask', 'number', 'code', 'agreed', 'declined', 'refused', 'withdrawn'];

let step = STEPS.find((name) => !byId(`step-${name}`).hidden);
const first = step;
/** What the code is for. */
let purpose = page.consent === undefined ? 'agree' : 'withdraw';
let { consent } = page;
let number = '';
let key;
/** Names what this code was asked for. */
let attempt = '';
let isBusy = false;
/** Of the page around this one, as the browser says. */
let origin = originAround();

function originAround() {
  if (window.parent === window) return undefined;
  const [around] = location.ancestorOrigins ?? [];
  return around ?? (URL.canParse(document.referrer) ? new URL(document.referrer).origin : undefined);
}

/** `name` of what the page says in its language; none: nothing. */
const say = (name) => {
  byId('told').textContent =
    name === undefined ? '' : (page[`say${name[0].toUpperCase()}${name.slice(1).toLowerCase()}`] ?? '');
};

const show = (name) => {
  step = name;
  for (const each of STEPS) byId(`step-${each}`).hidden = each !== name;
  if (name === 'code') {
    const button = byId('code-form').querySelector('.main');
    button.textContent = button.dataset[purpose];
    byId('code').value = '';
  }
  byId(`step-${name}`).querySelector('input, [tabindex], button')?.focus();
};

const call = async (path, body, headers = {}) => {
  const answer = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  return { status: answer.status, body: await answer.json().catch(() => ({})) };
};

/** What is tried again is done once. */
const withKey = (act) => ({ authorization: `Bearer ${key}`, 'idempotency-key': `${attempt}-${act}` });

/** One thing at a time; what goes wrong is said, and leaves the step as it is. */
const doing = async (act) => {
  if (isBusy) return;
  isBusy = true;
  say('sending');
  try {
    say(await act());
  } catch {
    say('failed');
  } finally {
    isBusy = false;
  }
};

const problemOf = (status, known) => (status === 429 ? 'tooMany' : (known[status] ?? 'failed'));

const sendCode = async () => {
  number = byId('number').value.trim();
  key = undefined;
  attempt = crypto.randomUUID?.() ?? `${Date.now()}`;
  const { status } = await call(`/v1/subscribers/${encodeURIComponent(number)}/codes`, {});
  if (status !== 202) return problemOf(status, { 400: 'wrongNumber', 404: 'wrongNumber', 422: 'wrongNumber' });
  show('code');
  return 'sent';
};

const prove = async () => {
  // A code is good once: what failed after it is tried again by the session that it opened.
  if (key === undefined) {
    const code = byId('code').value.trim().normalize('NFKC');
    const { status, body } = await call(`/v1/subscribers/${encodeURIComponent(number)}/sessions`, { code });
    if (status !== 201) return problemOf(status, { 400: 'wrongCode', 401: 'wrongCode', 422: 'wrongCode' });
    key = body.key;
  }
  return ACTS[purpose]();
};

const agree = async () => {
  const said = { version: Number(page.version), language: page.language, ...(origin === undefined ? {} : { origin }) };
  const { status, body } = await call(`/v1/consent-forms/${page.form}/consents`, said, withKey('agree'));
  if (status !== 201) return problemOf(status, { 409: 'changed' });
  consent = body.id;
  byId('receipt').textContent = consent;
  byId('see').href += encodeURIComponent(consent);
  byId('by-code').href += encodeURIComponent(consent);
  show('agreed');
  tellAround({ wurao: 'agreed', consent });
  return undefined;
};

const refuse = async () => {
  const said = { subscriber: number, merchant: page.merchant };
  const { status } = await call('/v1/refusals', said, withKey('refuse'));
  if (status !== 201 && status !== 200) return problemOf(status, {});
  show('refused');
  return undefined;
};

const withdraw = async () => {
  const { status } = await call(`/v1/consents/${encodeURIComponent(consent)}/withdrawal`, {}, withKey('withdraw'));
  if (status !== 200) return problemOf(status, { 400: 'notYours', 404: 'notYours', 422: 'notYours' });
  show('withdrawn');
  return undefined;
};

const ACTS = { agree, refuse, withdraw };

const begin = (what) => {
  purpose = what;
  say();
  show('number');
};

const onClick = (id, act) => byId(id).addEventListener('click', act);
onClick('yes', () => begin('agree'));
onClick('no', () => show('declined'));
onClick('record', () => begin('refuse'));
onClick('ask-withdraw', () => begin('withdraw'));
// The number was proved a moment ago.
onClick('withdraw', () => doing(withdraw));
for (const back of document.querySelectorAll('.back'))
  back.addEventListener('click', () => {
    say();
    show(step === 'code' ? 'number' : first);
  });
const onSubmit = (id, act) =>
  byId(id).addEventListener('submit', (event) => {
    event.preventDefault();
    doing(act);
  });
onSubmit('number-form', sendCode);
onSubmit('code-form', prove);

/** `embed.js` around this page hears how high it is. */
function tellAround(message) {
  if (window.parent !== window && origin !== undefined) window.parent.postMessage(message, origin);
}
const tellHeight = () => tellAround({ wurao: 'height', height: document.documentElement.offsetHeight });

window.addEventListener('message', (event) => {
  if (event.source !== window.parent || window.parent === window || event.data?.wurao !== 'embedded') return;
  origin = event.origin;
  tellHeight();
});
new ResizeObserver(tellHeight).observe(document.documentElement);
