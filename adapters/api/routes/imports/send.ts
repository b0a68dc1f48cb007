import { need } from '../../http/need.ts';
import { importView } from '../../views/import-view.ts';
import { type Handler, ok } from '../route.ts';
import { bytesOf, ownImport } from './own.ts';

/** PUT /v1/imports/{id}/content */
export const sendImportContent: Handler = async (call, ports) => {
  const { record } = await ownImport(call, ports);
  const offset = Number(call.query['offset'] ?? 0);
  return ok(importView(call.actor.role, need(await ports.imports.receive(record.id, offset, bytesOf(call)))));
};

/** POST /v1/imports/{id}/start */
export const startImport: Handler = async (call, ports) => {
  const { record } = await ownImport(call, ports);
  const { bytes } = (call.body ?? {}) as { readonly bytes?: number };
  return ok(importView(call.actor.role, need(await ports.imports.start(record.id, bytes))));
};
