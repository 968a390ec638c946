# Two stages: wheels are made and held against the hashes of constraints.txt, then what runs is put together from them.
FROM python:3.11-slim-bookworm AS build
WORKDIR /src
COPY constraints.txt ./
RUN python -m venv /build && /build/bin/pip wheel --require-hashes --requirement constraints.txt --wheel-dir /wheels
COPY pyproject.toml README.md LICENSE run.py ./
COPY connectors/ connectors/
COPY rules/ rules/
COPY sync/ sync/
COPY state/ state/
COPY config/ config/
RUN /build/bin/pip install --no-index --find-links /wheels hatchling \
    && /build/bin/pip wheel --no-deps --no-build-isolation --no-index --wheel-dir /wheels . \
    && python -m venv /opt/stageward \
    && /opt/stageward/bin/pip install --no-index --find-links /wheels "stageward[web,postgres]"

FROM python:3.11-slim-bookworm
RUN groupadd --system --gid 10001 stageward \
    && useradd --system --uid 10001 --gid 10001 --home-dir /data --no-create-home --shell /usr/sbin/nologin stageward \
    && install --directory --owner 10001 --group 10001 --mode 0700 /data
COPY --from=build /opt/stageward /opt/stageward
ENV PATH=/opt/stageward/bin:/usr/local/bin:/usr/bin:/bin \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    STAGEWARD_CONFIG=/etc/stageward/stageward.yaml \
    STAGEWARD_SECRETS_DIR=/run/secrets
USER 10001:10001
WORKDIR /data
VOLUME /data
# The board, and health with metrics, where the configuration lets them listen.
EXPOSE 8080 9465
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 CMD ["stageward", "health", "--quiet"]
ENTRYPOINT ["stageward"]
CMD ["serve", "--log", "json"]
