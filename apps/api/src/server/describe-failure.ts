import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';

type SystemError = NodeJS.ErrnoException & { port?: number };

/** In one line what somebody can mend about a start that failed; null for a fault of ours. */
export function describeFailure(error: unknown): string | null {
  if (error instanceof ExpectedError) return error.message;
  if (!(error instanceof Error) || !('code' in error)) return null;
  const { code, port, path = '' } = error as SystemError;
  if (code === 'EADDRINUSE') {
    return `Port ${port} is in use, perhaps by another Stillhouse. End that, or choose another: STILLHOUSE_API_PORT=…`;
  }
  if (code === 'EACCES' && port !== undefined) {
    return `Port ${port} may not be used without special rights. Choose another: STILLHOUSE_API_PORT=…`;
  }
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return `${path} may not be written. Give yourself the permission, or choose another folder: STILLHOUSE_HOME=…`;
  }
  if (code === 'EEXIST' || code === 'ENOTDIR') {
    return `${path} is no folder. Choose another: STILLHOUSE_HOME=…`;
  }
  if (code === 'ENOSPC') return `There is no space left for ${path}.`;
  return null;
}
