import { type BulletinFormat, COUNTRY } from '@wurao/casework';
import { need } from '../../http/need.ts';
import { instantText } from '../../views/wire-form.ts';
import { type Handler, ok, okPage } from '../route.ts';

const TYPES: Readonly<Record<Exclude<BulletinFormat, 'html'>, string>> = {
  json: 'application/json; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
};

/** GET /v1/bulletins */
export const listBulletins: Handler = async (_call, { bulletins }) => {
  const items = need(await bulletins.list());
  return ok({ items: items.map(({ period, frozenMs }) => ({ period, frozenAt: instantText(frozenMs) })) });
};

/** GET /v1/bulletins/{period}: its bytes, as they were recomputed. */
export const readBulletin: Handler = async (call, { bulletins }) => {
  const format = (call.query['format'] ?? 'json') as BulletinFormat;
  const text = need(
    await bulletins.read({
      period: call.params['period'] ?? '',
      scope: String(call.query['scope'] ?? COUNTRY),
      format,
      language: call.query['lang'] === 'en' ? 'en' : 'zh',
    }),
  );
  return format === 'html' ? okPage(text) : { status: 200, body: text, type: TYPES[format] };
};

/** GET /v1/bulletins/{period}/frozen */
export const readFrozenCounts: Handler = async (call, { bulletins }) => ({
  status: 200,
  body: need(await bulletins.frozen(call.params['period'] ?? '')),
  type: 'text/plain; charset=utf-8',
});
