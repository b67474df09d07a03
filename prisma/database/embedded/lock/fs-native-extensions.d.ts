declare module 'fs-native-extensions' {
  /** Takes the kernel's exclusive lock on an open file. @returns false where another process has it */
  export function tryLock(descriptor: number): boolean;
}
