// Holds the lock of a folder until it is ended: node --import tsx hold.ts FOLDER

import { join } from 'node:path';
import { lockFolder } from '@stillhouse/prisma/database/embedded/lock/folder-lock.ts';

const [folder = ''] = process.argv.slice(2);
await lockFolder(folder, join(folder, 'lock'));
console.log('held');
setInterval(() => {}, 1000);
