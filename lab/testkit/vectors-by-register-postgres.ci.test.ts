import { afterAll } from 'vitest';
import { PostgresGround } from './postgres-ground.ts';
import { postgresPrograms } from './postgres-server.ts';
import { skipUnless } from './skip-unless.ts';
import { vectorsByRegister } from './vectors-by-register.ts';

const ground = new PostgresGround();
afterAll(async () => {
  await ground.clear();
  await ground.stop();
}, 60_000);

let cast = '';

const programs = postgresPrograms();
if (programs === undefined) skipUnless('PostgreSQL 15 or later', programs)('decides as on SQLite', () => {});
else
  vectorsByRegister('PostgreSQL', {
    openCast: async (clock) => {
      await ground.prepare();
      cast = ground.database;
      return ground.open(undefined, clock);
    },
    openCopy: async (clock) => ground.open(ground.server.urlOf(await ground.server.createDatabase(cast)), clock),
  });
