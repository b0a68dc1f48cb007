import type { MessagePort } from 'node:worker_threads';
import { type Failure, failure, type Result } from '@wurao/domain';
import type { ImportStore } from '@wurao/store';
import { Caller, NoAnswer } from '../rpc.ts';

const silent = (timeoutMs: number): Failure => ({
  ...failure('store-unavailable', 'The store does not answer', {
    field: '',
    message: `no answer within ${timeoutMs} ms`,
    remedy: 'Start the import again: it goes on where it stands, and states no row twice.',
  }),
  retryAfterMs: timeoutMs,
});

/** The store's imports from another thread. */
export const importStoreOver = (port: MessagePort, timeoutMs: number): ImportStore => {
  const caller = new Caller<ImportStore>(port, timeoutMs);
  const ask = async <Name extends keyof ImportStore & string>(
    name: Name,
    args: Parameters<ImportStore[Name]>,
  ): Promise<Awaited<ReturnType<ImportStore[Name]>>> => {
    try {
      return await caller.call(name, args);
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      return silent(timeoutMs) as Result<never> as Awaited<ReturnType<ImportStore[Name]>>;
    }
  };
  return {
    create: (record) => ask('create', [record]),
    byId: (id) => ask('byId', [id]),
    list: (page) => ask('list', [page]),
    setState: (id, next) => ask('setState', [id, next]),
    runBatch: (batch) => ask('runBatch', [batch]),
    heldRows: (page) => ask('heldRows', [page]),
    review: (order) => ask('review', [order]),
    contactSpan: (merchant) => ask('contactSpan', [merchant]),
    contactsOf: (merchant, after, limit) => ask('contactsOf', [merchant, after, limit]),
  };
};
