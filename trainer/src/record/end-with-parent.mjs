// Loaded before an API that the trainer started for itself: when the trainer is gone, however it went, so is the API.
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
