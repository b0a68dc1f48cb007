import { MessageChannel } from 'node:worker_threads';
import type { PhoneNumber } from '@wurao/domain';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CONTROL_TIMEOUT_MS, callsOver } from './control-client.ts';
import type { ControlCalls } from './control-thread.ts';
import { Caller } from './rpc.ts';

const HOUR_MS = 3_600_000;

describe('a store that gives no answer', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => void vi.useRealTimers());

  it('is told with the time that was waited', async () => {
    const { port1 } = new MessageChannel();
    const calls = callsOver(new Caller<ControlCalls>(port1, CONTROL_TIMEOUT_MS), async () => {});
    const asked = calls.tenureFromMs('+8613800000001' as PhoneNumber);
    const backup = calls.backup('/backup');
    vi.advanceTimersByTime(HOUR_MS);
    expect(await asked).toMatchObject({ errors: [{ message: expect.stringContaining('within 5000 ms') }] });
    expect(await backup).toMatchObject({ errors: [{ message: expect.stringContaining('within 3600000 ms') }] });
    port1.close();
  });
});
