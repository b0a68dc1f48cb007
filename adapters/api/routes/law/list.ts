import { REASONS } from '@wurao/law';
import { notFound } from '../../http/need.ts';
import { lawPage } from '../../views/law-page.ts';
import { instantText } from '../../views/wire-form.ts';
import { type Handler, ok, okPage } from '../route.ts';

const instantOrNone = (atMs: number | undefined, name: string): object =>
  atMs === undefined ? {} : { [name]: instantText(atMs) };

/** GET /v1/law */
export const listLaw: Handler = (_call, { gate }) => {
  const { inForce, packs, terms } = gate.laws();
  return ok({
    inForce,
    items: packs.map(({ pack: { id, title, effectiveFrom, source }, installedMs }) => ({
      id,
      title,
      effectiveFrom,
      source,
      ...instantOrNone(installedMs, 'installedAt'),
    })),
    // A term that begins at 0 has always been: it has no beginning to tell.
    terms: terms.map(({ law, fromMs }) => ({ law, ...instantOrNone(fromMs === 0 ? undefined : fromMs, 'from') })),
  });
};

/** GET /v1/laws/{id}, and as it was first called: the whole pack, clause by clause. */
export const readLaw: Handler = (call, { gate }) => {
  const pack = gate.lawPack(call.params['id'] ?? '');
  if (!pack) throw notFound('law pack');
  return ok({ ...pack, inForce: gate.law().id === pack.id });
};

/** GET /v1/laws/{id}/page: to read and to print. */
export const readLawPage: Handler = (call, { gate }) => {
  const pack = gate.lawPack(call.params['id'] ?? '');
  if (!pack) throw notFound('law pack');
  const { inForce, terms } = gate.laws();
  const language = call.query['lang'] === 'zh' ? 'zh' : 'en';
  const from = terms.findLast(({ law, fromMs }) => law === pack.id && fromMs > 0)?.fromMs;
  return okPage(lawPage(pack, language, { inForce: inForce === pack.id, fromMs: from }));
};

/** GET /v1/reasons */
export const listReasons: Handler = () => ok({ items: REASONS });
