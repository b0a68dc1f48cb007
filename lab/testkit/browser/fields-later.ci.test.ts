import { testDesks } from './fields-of-desks.ts';

testDesks(['carrier', 'operator', 'regulator']);
