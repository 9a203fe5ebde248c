FROM python:3.11-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /build
RUN python -m venv /opt/telemon
COPY requirements/runtime.txt requirements/runtime.txt
RUN /opt/telemon/bin/pip install --require-hashes -r requirements/runtime.txt
COPY pyproject.toml README.md LICENSE ./
COPY monitor monitor
COPY config config
COPY storage storage
RUN /opt/telemon/bin/pip install --no-deps --no-build-isolation .

FROM python:3.11-slim
RUN useradd --system --uid 10001 --create-home telemon \
    && install --directory --owner=telemon --group=telemon /data
COPY --from=build /opt/telemon /opt/telemon
COPY --chmod=755 scripts/start.sh /usr/local/bin/telemon-start
ENV PATH=/opt/telemon/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    TELEMON_HOME=/data \
    TELEMON_BIND=0.0.0.0:8080
USER telemon
WORKDIR /data
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s CMD \
    ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8080/healthz', timeout=4)"]
# A new volume gets the starter configuration first; any other command goes to telemon as it is.
ENTRYPOINT ["telemon-start"]
CMD ["run"]
