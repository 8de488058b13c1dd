# Hearth on the public GDAL image, which carries GDAL's Java binding. The database is a server of its own: see compose.yaml.
# The project's tests run on bare Debian, not in this image; it has not been built by them.
FROM ghcr.io/osgeo/gdal:ubuntu-full-3.10.3

# psql, for ./hearth sql without a statement
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends postgresql-client \
    && rm -rf /var/lib/apt/lists/*

WORKDIR /opt/hearth
COPY . .

# The launcher's own set-up, as on any machine. HEARTH_DB says that the database is elsewhere, so no server is installed.
# Its data folder is open to every account, so that the container runs with --user too.
ENV HEARTH_DB=jdbc:postgresql://db:5432/hearth?user=hearth \
    XDG_DATA_HOME=/opt/hearth-data
RUN ./hearth setup \
    && chmod -R a+rwX /opt/hearth-data \
    && rm -rf /var/lib/apt/lists/* /root/.m2

ENTRYPOINT ["/opt/hearth/hearth"]
CMD ["--help"]
