// What the kernels' module exports.
export { adamw } from './adamw';
export { attention, attentionGradient } from './attention';
export { dropout } from './dropout';
export { gelu, geluGradient } from './gelu';
export { gemm, gemmBatch, gemmScratch } from './gemm';
export { layerNorm, layerNormGradient } from './layer-norm';
export { columnSum, gatherRows, segmentSum, sumOfSquares } from './rows';
