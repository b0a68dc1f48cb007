import { generateKeyPairSync, sign } from 'node:crypto';
import { SignaturePool } from '@wurao/gateway';
import type { Figure, Tier } from '../bench.ts';

const SIGNATURES = { test: 1_000, bench: 20_000, soak: 100_000 } as const;
/** Below what the pool lets wait. */
const UNDER_WAY = 500;
const WORKERS = 1;

/** Signatures of PASSporTs that were never seen before, verified by one worker; and what the memory gives when they come again. */
export const stirFigure = async (tier: Tier): Promise<Figure> => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const key = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
  const tokens = Array.from({ length: SIGNATURES[tier] }, (_, i) => {
    const signed = `${'eyJhbGciOiJFUzI1NiJ9'.repeat(6)}.${Buffer.from(`{"iat":${i}}`).toString('base64url')}`;
    return { signed, signature: sign('sha256', Buffer.from(signed), { key: privateKey, dsaEncoding: 'ieee-p1363' }) };
  });
  const pool = new SignaturePool({ workers: WORKERS });
  try {
    await pool.verify(key, 'warm', Buffer.alloc(64));
    const startedMs = performance.now();
    let next = 0;
    const lane = async (): Promise<void> => {
      for (let i = next++; i < tokens.length; i = next++) {
        const { signed, signature } = tokens[i]!;
        const finding = await pool.verify(key, signed, signature);
        if (finding !== 'right') throw new Error(`token ${i}: ${finding}`);
      }
    };
    await Promise.all(Array.from({ length: UNDER_WAY }, lane));
    const seconds = (performance.now() - startedMs) / 1000;
    const conditions = `${tokens.length.toLocaleString('en-US')} ES256 signatures, none seen before, ${WORKERS} worker`;
    return { name: 'STIR verifications', value: tokens.length / seconds, unit: '/s', conditions };
  } finally {
    await pool.close();
  }
};
