import { HOUSE_THRESHOLDS } from '@wurao/detectors';
import { IMPORT_FIELDS, type ImportKind, type ImportOptions, MAY_IMPORT } from '@wurao/registry';
import { need, stop, stopInvalid } from '../../http/need.ts';
import { importView } from '../../views/import-view.ts';
import type { Call, Handler } from '../route.ts';

type ImportBody = Partial<ImportOptions> & { readonly kind: ImportKind };

const checkFields = (body: ImportBody, place: 'columns' | 'constants'): void => {
  const { needed, optional } = IMPORT_FIELDS[body.kind];
  const known = [...needed, ...optional];
  const unknown = Object.keys(body[place] ?? {}).find((field) => !known.includes(field));
  if (unknown !== undefined)
    throw stopInvalid(`${place}.${unknown}`, `${body.kind} have no such field`, `Use ${known.join(', ')}.`);
};

const checkThresholds = (call: Call, body: ImportBody): void => {
  const names = Object.keys(body.thresholds ?? {});
  if (names.length > 0 && call.actor.role !== 'admin')
    throw stop('forbidden', 'thresholds', 'only an operator sets thresholds', 'Leave them out.');
  const unknown = names.find((name) => !Object.hasOwn(HOUSE_THRESHOLDS, name));
  if (unknown !== undefined)
    throw stopInvalid(`thresholds.${unknown}`, 'no such threshold', `Use ${Object.keys(HOUSE_THRESHOLDS).join(', ')}.`);
};

/** POST /v1/imports */
export const createImport: Handler = async (call, ports) => {
  const body = call.body as ImportBody;
  const { role, keyId, party } = call.actor;
  if (!MAY_IMPORT[body.kind].includes(role)) {
    const kinds = Object.entries(MAY_IMPORT).filter(([, roles]) => roles.includes(role));
    const said = kinds.map(([kind]) => kind).join(', ');
    throw stop('forbidden', 'kind', `a key of role ${role} brings no ${body.kind}`, `It may bring ${said}.`);
  }
  checkFields(body, 'columns');
  checkFields(body, 'constants');
  checkThresholds(call, body);
  const options: ImportOptions = {
    kind: body.kind,
    name: body.name ?? body.kind,
    format: body.format ?? 'csv',
    encoding: body.encoding ?? 'utf-8',
    columns: body.columns ?? {},
    constants: body.constants ?? {},
    dryRun: body.dryRun ?? false,
    onError: body.onError ?? 'stop',
    thresholds: body.thresholds ?? {},
  };
  const actor = { keyId, role, party, lines: call.key?.lines ?? [] };
  const view = need(await ports.imports.create(actor, options));
  return { status: 201, body: importView(role, view) };
};
