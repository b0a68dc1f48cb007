import { type Failure, failure, type Result, success } from '@wurao/domain';
import type { Reply } from './ports.ts';

/** Shapes of answers that every command shares. */
export const created = (body: Reply['body']): Result<Reply> => success({ created: true, body });
export const replaced = (body: Reply['body']): Result<Reply> => success({ created: false, body });
/** Nothing changed: the fact stands where it stood. */
export const unchanged = (body: Reply['body'], sequence: NonNullable<Reply['sequence']>): Result<Reply> =>
  success({ created: false, body, sequence });

export const forbidden = (message: string, remedy: string, field = ''): Failure =>
  failure('forbidden', 'Not allowed', { field, message, remedy });

export const notFound = (noun: string, id: string): Failure =>
  failure('not-found', `No such ${noun}`, {
    field: 'id',
    message: `there is no ${noun} ${id}`,
    remedy: `Name a ${noun} that is registered.`,
  });

export const conflict = (field: string, message: string, remedy: string): Failure =>
  failure('conflict', 'In conflict with what is registered', { field, message, remedy });
