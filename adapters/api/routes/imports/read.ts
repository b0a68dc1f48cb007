import type { HeldState } from '@wurao/registry';
import { need } from '../../http/need.ts';
import { foundRowView, importView } from '../../views/import-view.ts';
import { pageOf } from '../list.ts';
import { type Handler, ok } from '../route.ts';
import { ownImport } from './own.ts';

/** GET /v1/imports */
export const listImports: Handler = async (call, ports) => {
  const { after, limit } = pageOf(call);
  const { role, party } = call.actor;
  const own = role === 'merchant' || role === 'carrier' ? (party as string | undefined) : undefined;
  const views = need(await ports.imports.list(own, after, limit + 1));
  const items = views.slice(0, limit);
  const next = views.length > limit ? items.at(-1)?.record.id : undefined;
  return ok({ items: items.map((view) => importView(role, view)), ...(next === undefined ? {} : { next }) });
};

/** GET /v1/imports/{id} */
export const readImport: Handler = async (call, ports) => ok(importView(call.actor.role, await ownImport(call, ports)));

/** GET /v1/imports/{id}/rows */
export const listImportRows: Handler = async (call, ports) => {
  const { record } = await ownImport(call, ports);
  const { after, limit } = pageOf(call);
  const state = call.query['state'] as HeldState | undefined;
  const { role } = call.actor;
  const page = need(await ports.imports.rows(record.id, role, state, after, limit));
  return ok({
    items: page.items.map((row) => foundRowView(role, row)),
    ...(page.next === undefined ? {} : { next: page.next }),
  });
};
