"""PyTorch as a contender of bench/training.ts: pytorch_process.py LAYERS HIDDEN HEADS. Needs torch.

The same BERT as trainer/src/model/bert.ts, written as a PyTorch user would: nn.Linear, nn.LayerNorm, fused scaled-dot-product attention,
torch.optim.AdamW, clip_grad_norm_. On CUDA where there is one. TORCH_THREADS sets the number of threads; default: PyTorch's own.
"""

import json
import os
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn

VOCABULARY, TOKENS, BATCH, CLASSES, DROPOUT = 30522, 64, 16, 2, 0.1


class Layer(nn.Module):
    def __init__(self, hidden, heads):
        super().__init__()
        self.heads = heads
        self.query, self.key, self.value, self.output = (nn.Linear(hidden, hidden) for _ in range(4))
        self.intermediate, self.outer = nn.Linear(hidden, 4 * hidden), nn.Linear(4 * hidden, hidden)
        self.norm1, self.norm2 = nn.LayerNorm(hidden, eps=1e-12), nn.LayerNorm(hidden, eps=1e-12)

    def forward(self, x, mask):
        batch, tokens, hidden = x.shape
        rate = DROPOUT if self.training else 0.0

        def split(y):
            return y.view(batch, tokens, self.heads, hidden // self.heads).transpose(1, 2)

        context = F.scaled_dot_product_attention(
            split(self.query(x)), split(self.key(x)), split(self.value(x)), attn_mask=mask, dropout_p=rate
        )
        context = context.transpose(1, 2).reshape(batch, tokens, hidden)
        middle = self.norm1(x + F.dropout(self.output(context), rate))
        return self.norm2(middle + F.dropout(self.outer(F.gelu(self.intermediate(middle))), rate))


class Bert(nn.Module):
    def __init__(self, layers, hidden, heads):
        super().__init__()
        self.words, self.positions = nn.Embedding(VOCABULARY, hidden), nn.Embedding(TOKENS, hidden)
        self.types, self.norm = nn.Embedding(2, hidden), nn.LayerNorm(hidden, eps=1e-12)
        self.layers = nn.ModuleList(Layer(hidden, heads) for _ in range(layers))
        self.pooler, self.classifier = nn.Linear(hidden, hidden), nn.Linear(hidden, CLASSES)

    def forward(self, ids, mask):
        rate = DROPOUT if self.training else 0.0
        positions = torch.arange(ids.shape[1], device=ids.device)
        x = self.words(ids) + self.types(torch.zeros_like(ids)) + self.positions(positions)
        x = F.dropout(self.norm(x), rate)
        hidden = (1 - mask)[:, None, None, :] * torch.finfo(torch.float32).min
        for layer in self.layers:
            x = layer(x, hidden)
        return self.classifier(F.dropout(torch.tanh(self.pooler(x[:, 0])), rate))


def main():
    layers, hidden, heads = (int(argument) for argument in sys.argv[1:4])
    if threads := os.environ.get("TORCH_THREADS"):
        torch.set_num_threads(int(threads))
    torch.manual_seed(1)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    model = Bert(layers, hidden, heads).to(device)
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-4, weight_decay=0.01)

    def inputs(texts):
        return torch.randint(0, VOCABULARY, (texts, TOKENS)).to(device), torch.ones(texts, TOKENS, device=device)

    def step():
        model.train()
        labels = torch.randint(0, CLASSES, (BATCH,)).to(device)
        loss = F.cross_entropy(model(*inputs(BATCH)), labels)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
        loss.item()

    def forward(texts):
        model.eval()
        with torch.inference_mode():
            model(*inputs(texts)).cpu()

    name = torch.cuda.get_device_name() if device.type == "cuda" else f"cpu, {torch.get_num_threads()} threads"
    print(json.dumps({"ready": f"{name}, PyTorch {torch.__version__}"}), flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        times = []
        for _ in range(request["repetitions"]):
            start = time.perf_counter()
            if request["kind"] == "step":
                step()
            else:
                forward(request["texts"])
            times.append(1000 * (time.perf_counter() - start))
        print(json.dumps(times), flush=True)


main()
