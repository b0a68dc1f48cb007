// What every engine behind the store's port must keep of members. SQLite runs it; PostgreSQL runs the same.
import { asId, type MemberId, type PartyId } from '@wurao/domain';
import type { Actor, Command, MemberRecord, Outcome } from '@wurao/registry';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fileComplaint } from './complaint-conformance.ts';
import { ADMIN, type ConformanceGround, held, type OpenEmptyStore, T0 } from './store-commands.ts';

const HOUSE: Actor = { keyId: undefined, role: 'admin', party: undefined, subscriber: undefined };
const PASSWORD = { cost: 2, blockSize: 1, parallel: 1, salt: 'c2FsdA', hash: 'aGFzaA' };

const proof = { kind: 'password', hash: PASSWORD.hash, second: undefined } as const;

interface Kept {
  readonly ground: ConformanceGround;
  readonly execute: (command: Command, actor?: Actor) => Promise<Outcome['body']>;
  readonly record: (by: 'id' | 'name' | 'oidcSubject', value: string) => Promise<MemberRecord | undefined>;
  readonly invite: (who: string) => Promise<MemberId>;
  readonly wait: (ms: number) => void;
}

export const memberConformance = (name: string, openEmptyStore: OpenEmptyStore, timeoutMs = 20_000): void => {
  describe(`members on ${name}`, () => {
    let ground: ConformanceGround;
    let nowMs = T0;
    beforeEach(async () => {
      nowMs = T0;
      ground = await openEmptyStore(() => nowMs);
    }, timeoutMs);
    afterEach(() => ground.dispose());

    const execute = async (command: Command, actor = HOUSE): Promise<Outcome['body']> =>
      held(await ground.store.execute({ command, actor, idempotency: undefined })).body;
    const record = async (by: 'id' | 'name' | 'oidcSubject', value: string): Promise<MemberRecord | undefined> =>
      held(await ground.store.ask({ kind: 'memberRecord', by, value }));
    const invite = async (who: string): Promise<MemberId> => {
      const told = { name: who, displayName: who, role: 'handler', party: undefined, lines: [] } as const;
      const body = await execute({ kind: 'inviteMember', ...told, secondFactor: 'waived' }, ADMIN);
      const id = asId<MemberId>(String(body['id']));
      await execute({ kind: 'setMemberPassword', id, password: PASSWORD });
      return id;
    };
    const wait = (ms: number): void => {
      nowMs += ms;
    };
    const kept = (): Kept => ({ ground, execute, record, invite, wait });
    recordCases(kept);
    keyCases(kept);
    caseCases(kept);
    signInCases(kept);
  });
};

const keyCases = (kept: () => Kept): void => {
  it('lists keys the newest first, with when each was made, in pages and by whose they are', async () => {
    const { ground, execute, wait } = kept();
    const party = { kind: 'registerParty', partyKind: 'carrier', creditCode: undefined } as const;
    for (const id of ['one', 'two']) await execute({ ...party, id, name: id }, ADMIN);
    const ids: string[] = [];
    for (const owner of ['one', 'two', 'one', 'one']) {
      wait(1_000);
      const made = await execute({ kind: 'createKey', role: 'carrier', party: asId<PartyId>(owner), lines: [] }, ADMIN);
      ids.unshift(String(made['id']));
    }
    wait(1_000);
    await execute({ kind: 'revokeKey', id: asId(ids[3] as string) }, ADMIN);
    const pages = async (owner: PartyId | undefined, limit: number) => {
      const read = [];
      let after: string | undefined;
      do {
        const page = held(await ground.store.ask({ kind: 'keys', owner, after, limit }));
        read.push(...page.items);
        after = page.next;
      } while (after !== undefined);
      return read.map(({ id, createdMs, status }) => ({ id, createdMs, status }));
    };
    const made = ids.map((id, i) => ({
      id,
      createdMs: T0 + (4 - i) * 1_000,
      status: i === 3 ? 'revoked' : 'active',
    }));
    expect(await pages(undefined, 10)).toEqual(made);
    expect(await pages(undefined, 1)).toEqual(made);
    expect(await pages(asId('one'), 2)).toEqual(made.filter((_, i) => i !== 2));
    const [key] = held(await ground.store.ask({ kind: 'keys', owner: undefined, after: undefined, limit: 1 })).items;
    expect(key).not.toHaveProperty('hash');
  });
};

const recordCases = (kept: () => Kept): void => {
  it('keeps them by id and by folded name, and outlives a restart', async () => {
    const { ground, invite, record } = kept();
    const id = await invite('Li.Na');
    const before = await record('name', 'li.na');
    expect(before).toMatchObject({ id, status: 'active', password: PASSWORD, createdMs: T0 });
    const store = await ground.reopen();
    expect(held(await store.ask({ kind: 'memberRecord', by: 'id', value: id }))).toEqual(before);
    const page = held(await store.ask({ kind: 'members', after: undefined, limit: 10 }));
    expect(JSON.stringify(page.items)).not.toContain(PASSWORD.hash);
  });

  it('is changed by nobody but the house, an operator, or the member itself', async () => {
    const { ground, invite } = kept();
    const id = await invite('li.na');
    const key: Actor = { ...HOUSE, keyId: asId('key-1') };
    const tryAs = async (command: Command, actor: Actor) =>
      ground.store.execute({ command, actor, idempotency: undefined });
    const forbidden = { ok: false, code: 'forbidden' };
    expect(await tryAs({ kind: 'signIn', member: id, proof }, key)).toMatchObject(forbidden);
    expect(await tryAs({ kind: 'setMemberPassword', id, password: PASSWORD }, key)).toMatchObject(forbidden);
    expect(await tryAs({ kind: 'setRecoveryCodes', id, recoveryCodes: [] }, key)).toMatchObject(forbidden);
    const handler: Actor = { ...key, role: 'handler' };
    expect(await tryAs({ kind: 'setMemberStatus', id, to: 'locked' }, handler)).toMatchObject(forbidden);
    const self: Actor = { ...handler, keyId: asId(id) };
    expect(await tryAs({ kind: 'setRecoveryCodes', id, recoveryCodes: ['x'] }, self)).toMatchObject({ ok: true });
  });
};

const caseCases = (kept: () => Kept): void => {
  it('is given cases when it works them, and only then', async () => {
    const { ground, execute, invite } = kept();
    const caseId = await fileComplaint(ground.store, '6034130001');
    const assign = (to: string) =>
      ground.store.execute({
        command: { kind: 'assignCases', ids: [caseId], to },
        actor: ADMIN,
        idempotency: undefined,
      });
    const handler = await invite('li.na');
    expect(held(await assign(handler)).body).toMatchObject({ id: caseId, assignee: handler });
    const told = { name: 'tel', displayName: 'tel', role: 'carrier', party: asId<PartyId>('tel'), lines: [] } as const;
    await execute(
      { kind: 'registerParty', id: 'tel', name: 'tel', partyKind: 'carrier', creditCode: undefined },
      ADMIN,
    );
    const carrier = String((await execute({ kind: 'inviteMember', ...told, secondFactor: 'waived' }, ADMIN))['id']);
    const former = await invite('wang');
    await execute({ kind: 'setMemberStatus', id: former, to: 'ended' }, ADMIN);
    for (const nobody of [carrier, former, 'member-none'])
      expect(await assign(nobody)).toMatchObject({ ok: false, errors: [{ field: 'to' }] });
    expect(held(await ground.store.ask({ kind: 'caseSheet', id: caseId }))?.file.assignee).toBe(handler);
  });
};

const signInCases = (kept: () => Kept): void => {
  it('opens sessions that the feed tells of, and ends them with a lock', async () => {
    const { ground, execute, invite } = kept();
    const id = await invite('li.na');
    expect(await execute({ kind: 'signIn', member: id, proof })).toMatchObject({ outcome: 'signed-in', member: id });
    await execute({ kind: 'signIn', member: id, proof });
    const sessions = async () => held(await ground.store.ask({ kind: 'memberSessions', member: id, nowMs: T0 }));
    expect(await sessions()).toHaveLength(2);
    const before = ground.store.head();
    await execute({ kind: 'setMemberStatus', id, to: 'locked' }, ADMIN);
    expect(await sessions()).toEqual([]);
    const changes = held(await ground.store.changesSince(before));
    expect(changes.map(({ body }) => body)).toMatchObject([
      { kind: 'noun', noun: 'key', body: { member: id, status: 'revoked' } },
      { kind: 'noun', noun: 'key', body: { member: id, status: 'revoked' } },
    ]);
    expect(await execute({ kind: 'signIn', member: id, proof })).toEqual({ outcome: 'refused' });
  });

  it('counts failures to a lock-out that ends by itself, and takes a provider’s word once for each subject', async () => {
    const { ground, execute, record, invite, wait } = kept();
    const id = await invite('li.na');
    const wrong: Command = { kind: 'signIn', member: id, proof: { kind: 'wrong' } };
    for (let i = 1; i < 10; i++) expect(await execute(wrong)).toEqual({ outcome: 'refused' });
    expect(await execute(wrong)).toEqual({ outcome: 'locked-out' });
    expect(await execute({ kind: 'signIn', member: id, proof })).toEqual({ outcome: 'locked-out' });
    wait(15 * 60_000);
    expect(await execute({ kind: 'signIn', member: id, proof })).toMatchObject({ outcome: 'signed-in' });
    const vouched = { subject: 'https://id a', name: 'wang', displayName: 'W', role: 'handler' } as const;
    const first = await execute({ kind: 'signInByProvider', ...vouched });
    const again = await execute({ kind: 'signInByProvider', ...vouched, role: 'admin' });
    expect(again['member']).toBe(first['member']);
    expect(await record('oidcSubject', vouched.subject)).toMatchObject({ role: 'admin' });
    const other: Command = { kind: 'signInByProvider', ...vouched, subject: 'https://id b', name: 'LI.NA' };
    const taken = await ground.store.execute({ command: other, actor: HOUSE, idempotency: undefined });
    expect(taken).toMatchObject({ ok: false, code: 'conflict' });
  });
};
