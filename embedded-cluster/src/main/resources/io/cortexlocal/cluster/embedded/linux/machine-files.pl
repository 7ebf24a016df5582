# Shows this machine's files in a container's root, read-only. Directories are seen through overlays:
# below one, a socket or a FIFO is another one than that of this machine.
#
# The kernel has no overlay of a directory with a mount below that may not be taken away, as are those
# that a user namespace has inherited. Such a directory is made anew, and what it holds is shown one
# by one. Any of it may vanish meanwhile, or be closed to whom runs the node; then it is not there, or
# closed to the container too.
package MachineFiles;
use strict;
use warnings;
use Errno;

my ($MS_RDONLY, $MS_NOSUID, $MS_NODEV, $MS_NOEXEC, $MS_REMOUNT, $MS_BIND) = (1, 2, 4, 8, 32, 4096);
my ($MS_NOATIME, $MS_NODIRATIME, $MS_RELATIME) = (1024, 2048, 1 << 21);

my %flags = (
    ro      => $MS_RDONLY,  nosuid     => $MS_NOSUID,     nodev    => $MS_NODEV, noexec => $MS_NOEXEC,
    noatime => $MS_NOATIME, nodiratime => $MS_NODIRATIME, relatime => $MS_RELATIME,
);

# They hold no files of users.
my %kernels = map { $_ => 1 } qw(autofs binfmt_misc bpf cgroup cgroup2 configfs debugfs devpts
    devtmpfs efivarfs fusectl hugetlbfs mqueue nsfs proc pstore rpc_pipefs securityfs sysfs tracefs);

# File systems whose other side may never answer, and the seconds that it gets.
my $remote   = qr/\A(?:9p|afs|ceph|cifs|fuse|lustre|nfs|smb)/;
my $patience = 2;

# The container has its own.
my %own = map { $_ => 1 } qw(/dev /proc /run /sys /tmp);

# MOUNT is that system call's number. ROOT is an empty directory, MERGED the container's root in it.
# POINTS has a source for each path that will be mounted on. WANTED are paths that the container needs
# even where the directory that they are in cannot be listed.
sub new {
    my ($class, $mount, $root, $merged, $points, $wanted) = @_;
    my $self = bless {
        mount => $mount, root => $root, merged => $merged, points => { %$points }, made => 0,
        table => mount_table(), under => {}, names => {}, behind => {},
    }, $class;
    $self->{points}{$_} //= '/' for keys %own;
    $self->place($_) for keys %{ $self->{table} };
    for my $path (keys %{ $self->{points} }, @$wanted) {
        $self->{names}{ $_->[0] }{ $_->[1] } = 1 for ancestors($path);
    }
    return $self;
}

# What is mounted where: the last at each point.
sub mount_table {
    my %table;
    open my $file, '<:raw', '/proc/self/mountinfo' or die "mountinfo: $!\n";
    while (my $line = <$file>) {
        my ($mounted, $type) = $line =~ /\A(.*?) - (\S+)/ or next;
        my ($point, $options) = (split / /, $mounted)[4, 5];
        $point =~ s/\\([0-7]{3})/chr oct $1/ge;
        my $set = 0;
        $set |= $flags{$_} // 0 for split /,/, $options;
        # Engines name the roots of their containers so.
        my $engines = $type eq 'overlay' && $point =~ m{/(?:merged|rootfs)\z};
        $table{$point} = { type => $type, flags => $set, hidden => $engines || $kernels{$type} };
    }
    return \%table;
}

# Notes at each directory above a mount which name leads to it, and which mounts it has to show
# itself, as no other one between them does.
sub place {
    my ($self, $point) = @_;
    my $shown = !$self->{table}{$point}{hidden};
    for (ancestors($point)) {
        my ($directory, $name) = @$_;
        $self->{names}{$directory}{$name} = 1;
        my $above = $self->{table}{$directory};
        $self->{behind}{$point} = 1 if $above && $above->{hidden};
        next if !$shown || $directory eq '/' && $own{"/$name"};
        push @{ $self->{under}{$directory} }, $point;
        $shown = 0 if $above && !$above->{hidden};
    }
    return;
}

# Returns each directory above a path with the name in it that leads there, the nearest first.
sub ancestors {
    my ($path) = @_;
    my @names = grep { length && $_ ne '.' && $_ ne '..' } split m{/}, $path;
    return reverse map { [ '/' . join('/', @names[ 0 .. $_ - 1 ]), $names[$_] ] } 0 .. $#names;
}

# Shows a directory, and what is mounted below it.
sub show {
    my ($self, $directory) = @_;
    $self->make_all($directory);
    return unless -d "$self->{merged}$directory";
    my $mounted = $self->{table}{$directory};
    my $hidden  = $mounted && $mounted->{hidden};
    my $why     = $hidden ? '' : $self->overlay($directory);
    if ($why eq 'closed') {
        chmod 0, "$self->{merged}$directory";
        return;
    }
    if (length $why && $why ne 'vanished') {
        return $self->split_up($directory) if $self->{names}{$directory};
        die "$directory cannot be shown to a container: $why\n" unless $mounted;
    }
    $self->show_mount($_) for sort @{ $self->{under}{$directory} // [] };
    return;
}

# Returns nothing, or why there is no overlay.
sub overlay {
    my ($self, $directory) = @_;
    if (!chdir $directory) {
        return $!{EACCES} ? 'closed' : 'vanished';
    }
    my $top = "$self->{root}/top" . $self->{made}++;
    like('.', $top) or return 'vanished';
    $self->make_points($directory, $top);
    my @overlay = ('overlay', "$self->{merged}$directory", 'overlay', $MS_RDONLY | $MS_NOSUID | $MS_NODEV);
    return syscall($self->{mount}, @overlay, "lowerdir=$top:.") == 0 ? '' : "$!";
}

# What will be mounted on must be there: volumes, and mounts below one that is hidden.
sub make_points {
    my ($self, $directory, $top) = @_;
    my @points = grep { $self->{behind}{$_} } @{ $self->{under}{$directory} // [] };
    for my $point (keys %{ $self->{points} }) {
        next unless is_below($point, $directory);
        push @points, $point unless $own{$point} ? lstat $point && -d _ : lstat $point;
    }
    for my $point (@points) {
        my @missing = map { $_->[0] } grep { is_below($_->[0], $directory) } ancestors($point);
        for my $path (reverse @missing) {
            my $made = $top . inside($path, $directory);
            -d $made or like($path, $made) or mkdir $made;
        }
        my $made = $top . inside($point, $directory);
        -d ($self->{points}{$point} // '/') ? mkdir $made : touch($made);
    }
    return;
}

sub split_up {
    my ($self, $directory) = @_;
    my %names = %{ $self->{names}{$directory} };
    if (opendir my $handle, $directory) {
        $names{$_} = 1 for grep { $_ ne '.' && $_ ne '..' } readdir $handle;
    }
    for my $name (sort keys %names) {
        my $path = $directory eq '/' ? "/$name" : "$directory/$name";
        next if $own{$path};
        if ($self->{table}{$path}) {
            $self->show_mount($path);
        }
        elsif (lstat $path) {
            if (-l _) {
                my $target = readlink $path;
                symlink $target, "$self->{merged}$path" if defined $target;
            }
            elsif (-d _) {
                $self->show($path);
            }
            elsif (-f _) {
                $self->show_file($path);
            }
        }
    }
    return;
}

sub show_mount {
    my ($self, $point) = @_;
    my $mounted = $self->{table}{$point};
    if ($mounted->{type} =~ $remote && !answers($point)) {
        mkdir "$self->{merged}$point";
        return;
    }
    return $self->show($point) if $mounted->{hidden} || -d $point;
    # A socket or a FIFO may be mounted too, and would be this machine's.
    return $self->show_file($point) if -f _;
    return;
}

# A child asks, since who waits for a server that is gone may wait for good.
sub answers {
    my ($directory) = @_;
    my $child = fork // return 0;
    if ($child == 0) {
        alarm $patience;
        exit(stat "$directory/." ? 0 : 1);
    }
    waitpid $child, 0;
    return $? == 0;
}

sub show_file {
    my ($self, $path) = @_;
    my $target = "$self->{merged}$path";
    my $new = !-e $target && touch($target);
    if (syscall($self->{mount}, $path, $target, 0, $MS_BIND, 0) != 0) {
        unlink $target if $new;
        return;
    }
    my $mount = $self->{table}{$path};
    for (ancestors($path)) {
        $mount //= $self->{table}{ $_->[0] };
    }
    my $read_only = $MS_BIND | $MS_REMOUNT | $MS_RDONLY | $MS_NOSUID | $MS_NODEV | $mount->{flags};
    syscall($self->{mount}, 0, $target, 0, $read_only, 0) == 0
        or die "$path cannot be shown to a container: $!\n";
    return;
}

sub make_all {
    my ($self, $path) = @_;
    for my $directory (map({ $_->[0] } reverse ancestors($path)), $path) {
        my $made = "$self->{merged}$directory";
        -d $made or like($directory, $made) or mkdir $made;
    }
    return;
}

# Makes a directory that is open to those to whom another one is.
sub like {
    my ($model, $made) = @_;
    my (undef, undef, $mode, undef, $uid, $gid) = stat $model or return 0;
    mkdir $made or return 0;
    # Fails where the owner is none of the user namespace's.
    chown $uid, $gid, $made;
    chmod $mode & 07777, $made;
    return 1;
}

sub touch {
    my ($path) = @_;
    open my $file, '>', $path or return 0;
    return 1;
}

sub is_below {
    my ($path, $directory) = @_;
    return $directory eq '/' ? $path ne '/' : index($path, "$directory/") == 0;
}

sub inside {
    my ($path, $directory) = @_;
    return $directory eq '/' ? $path : substr $path, length $directory;
}

1;
