# The course and its quiz service in one container; docs/run-it-for-your-class.md tells how to run it.
FROM python:3.12-slim

RUN useradd --system --uid 10001 --create-home xent && install -d -o xent -g xent /srv/xent /data
USER xent
WORKDIR /srv/xent
ENV PATH=/srv/xent/.venv/bin:$PATH PYTHONUNBUFFERED=1

# What is installed: it stays as it is while only lessons and questions change. Node.js comes as a Python package; the
# service needs it too, to render the formulas of fresh variants.
COPY --chown=xent:xent pyproject.toml constraints.txt package.json package-lock.json ./
COPY --chown=xent:xent scripts/ scripts/
COPY --chown=xent:xent xentlib/ xentlib/
RUN python -m venv .venv \
    && pip install --no-cache-dir --disable-pip-version-check --constraint constraints.txt --editable '.[node,postgres]' \
    && npm ci --omit=dev --loglevel=error --cache /tmp/npm && rm -r /tmp/npm

# The course, built once: the service starts with the pages made.
COPY --chown=xent:xent mkdocs.yml ./
COPY --chown=xent:xent content/ content/
COPY --chown=xent:xent quizzes/ quizzes/
RUN xent build

VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["xent", "serve", "--host", "0.0.0.0", "--database", "/data/xent.db"]
