// SPDX-License-Identifier: GPL-2.0-only
/* Whole files, and paths. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include "say.h"
#include "text.h"

char *fd_text(int fd)
{
	struct buffer buffer;
	char block[16384];
	ssize_t n;

	buffer_open(&buffer);
	do {
		n = read(fd, block, sizeof(block));
		if (n > 0)
			fwrite(block, 1, (size_t)n, buffer.file);
	} while (n > 0);
	if (n < 0) {
		int error = errno;

		free(buffer_close(&buffer));
		errno = error;
		return NULL;
	}
	return buffer_close(&buffer);
}

char *file_text(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), error;
	char *text;

	if (fd < 0)
		return NULL;
	text = fd_text(fd);
	error = errno;
	close(fd);
	errno = error;
	return text;
}

void file_write(const char *path, const char *text)
{
	FILE *file = fopen(path, "we");
	bool ok = file && fputs(text, file) >= 0;

	if (file)
		ok = !fclose(file) && ok;
	if (!ok)
		die("cannot write %s: %s", path, strerror(errno));
}

char *path_real(const char *path)
{
	return realpath(path, NULL);
}

const char *path_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

char *path_of_command(const char *name)
{
	const char *folders = getenv("PATH");
	struct words list = { 0 };

	if (strchr(name, '/'))
		return access(name, X_OK) ? NULL : copy(name);
	words_split(&list, folders ? folders : "", ":");
	for (size_t i = 0; i < list.count; i++) {
		char *path = format("%s/%s", list.list[i], name);

		if (!access(path, X_OK) && !path_folder(path))
			return path;
	}
	return NULL;
}

bool path_there(const char *path)
{
	struct stat stat_of;

	return !stat(path, &stat_of);
}

bool path_folder(const char *path)
{
	struct stat stat_of;

	return !stat(path, &stat_of) && S_ISDIR(stat_of.st_mode);
}

bool path_make_folder(const char *path)
{
	char *part = copy(path);
	bool ok = true;

	for (char *slash = part + 1; ok && (slash = strchr(slash, '/')); slash++) {
		*slash = '\0';
		ok = !mkdir(part, 0777) || errno == EEXIST;
		*slash = '/';
	}
	ok = ok && (!mkdir(part, 0777) || errno == EEXIST) && path_folder(part);
	free(part);
	return ok;
}

void file_copy(const char *from, const char *to)
{
	int in = open(from, O_RDONLY | O_CLOEXEC);
	int out = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	ssize_t n = -1;

	while (in >= 0 && out >= 0 && (n = sendfile(out, in, NULL, 1 << 30)) > 0)
		;
	if (n < 0 || close(out))
		die("cannot copy %s to %s: %s", from, to, strerror(errno));
	close(in);
}

void path_touch(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);

	if (fd < 0)
		return;
	futimens(fd, NULL);
	close(fd);
}
